import { verifyLog, type Anchor, type KeyRing, type LogVerdict } from '@lighthouse/event-store';
import { isVouchable, MerkleTree, type Checkpoint } from '@lighthouse/event-store/anchors';
import { createPacedFs } from '@lighthouse/event-store/follow';
import { createReadOnlyFs } from '../store/read-only-fs.ts';

/** All that a sweep is told; can be handed to another thread as it is. */
export interface SweepAssignment {
  readonly logDir: string;
  readonly keyRing: KeyRing;
  readonly anchors: readonly Anchor[];
  readonly nowUs: number;
  readonly staleAfterUs: number | undefined;
  readonly bytesPerSecondMax: number;
  /** Also compute the checkpoint of so many events, which the log must have. */
  readonly checkpointSize: number | undefined;
}

export interface SweepResult {
  readonly verdict: LogVerdict;
  readonly durationMs: number;
  readonly checkpoint: Checkpoint | undefined;
}

export interface SweepProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly verifiedCount: number;
}

export interface SweepHooks {
  readonly nowMs: () => number;
  /** Share of the time in which to work; may change meanwhile. */
  readonly share: () => number;
  /** Holds this thread up. Throws when the sweep is to end. */
  readonly sleepMs: (durationMs: number) => void;
  readonly onProgress: (progress: SweepProgress) => void;
}

const FINDINGS_MAX = 1000;

/** Verifies a whole log slowly. Rejects as verifyLog does, and with what sleeping throws. */
export async function sweep(assignment: SweepAssignment, hooks: SweepHooks): Promise<SweepResult> {
  const { logDir: dir, keyRing, anchors, nowUs, staleAfterUs } = assignment;
  const { bytesPerSecondMax, checkpointSize } = assignment;
  const { nowMs, share, sleepMs, onProgress } = hooks;
  const startMs = nowMs();
  const pace = { share, bytesPerSecondMax, nowMs, sleepMs };
  const tree = checkpointSize === undefined ? undefined : new MerkleTree();
  const verdict = await verifyLog({
    fs: createPacedFs(createReadOnlyFs(), pace),
    dir,
    keyRing,
    anchors,
    nowUs,
    findingsMax: FINDINGS_MAX,
    onProgress,
    ...(staleAfterUs !== undefined && { staleAfterUs }),
    ...(tree && {
      onFrame: (seq: number, frame: Buffer) => {
        if (seq === tree.size + 1 && seq <= (checkpointSize ?? 0)) tree.add(frame);
      },
    }),
  });
  const { logId } = verdict;
  const isWhole = tree !== undefined && tree.size === checkpointSize && isVouchable(verdict);
  const checkpoint =
    isWhole && logId !== undefined
      ? { logId, size: tree.size, root: tree.root().toString('hex') }
      : undefined;
  return { verdict, durationMs: nowMs() - startMs, checkpoint };
}
