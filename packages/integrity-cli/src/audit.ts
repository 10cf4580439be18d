import { LighthouseError } from '@lighthouse/contract/errors';
import type { VerifyAnswer } from '@lighthouse/contract/verify-answer';
import { loadKeyRing } from '@lighthouse/event-store';
import type { LogVerdict } from '@lighthouse/event-store';
import type { GivenAnchors } from './anchors/anchors-of.ts';
import { readWitness } from './anchors/read-witness.ts';
import type { Assignment, Examination } from './examine.ts';
import type { Selection } from './select-findings.ts';
import { locateArchive } from './store/archive-fs.ts';
import { findKeyRing } from './store/find-key-ring.ts';
import { locateStore, type Store } from './store/locate-store.ts';

export interface AuditRequest {
  readonly store: string;
  /** Path of the key ring. */
  readonly key: string | undefined;
  /** Folder with the segments that were archived. */
  readonly archive: string | undefined;
  /** The log is declared to have been closed in order. */
  readonly isClosed: boolean;
  readonly anchors: GivenAnchors;
  /** Folders of witnesses. */
  readonly witnesses: readonly string[];
  readonly selection: Selection;
  /** Threads to be set to work; left to the machine if undefined. */
  readonly jobs: number | undefined;
}

/** What an audit sees of the world, besides the store. */
export interface AuditWorld {
  readonly tool: { readonly name: string; readonly version: string };
  readonly cwd: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly wallClockMs: () => number;
  readonly examine: (assignment: Assignment) => Promise<Examination>;
  /** The log was found, and nothing was read yet. May throw. */
  readonly onLocated: (store: Store) => void;
}

/** Verifies a log from its first byte to its last, and changes nothing. */
export async function audit(
  request: AuditRequest,
  world: AuditWorld,
): Promise<{ readonly answer: VerifyAnswer; readonly logDir: string }> {
  const store = locateStore(request.store, world.cwd);
  world.onLocated(store);
  const keyRing = loadKeyRing(findKeyRing(store, request.key, world.cwd));
  const { logDir, segment } = store;
  const archive = archiveOf(request, store, world.cwd);
  const { selection, jobs } = request;
  const log = { dir: logDir, keyRing };
  const witnessed = request.witnesses.flatMap((folder) => readWitness(folder, log));
  const { receipts, checkpoints } = request.anchors;
  const anchors = { receipts, checkpoints: [...checkpoints, ...witnessed] };
  const startedAtMs = world.wallClockMs();
  const nowUs = startedAtMs * 1000;
  const examination = await world.examine({
    logDir,
    keyRing,
    anchors,
    selection,
    nowUs,
    jobs,
    isClosed: request.isClosed || store.isClosed === true,
    ...(segment !== undefined && { segment }),
    ...(archive !== undefined && { archive }),
  });
  const { verdict, durationMs, readBytes } = examination;
  const answer: VerifyAnswer = {
    schema: 'lighthouse/verify/1',
    tool: world.tool,
    store: { kind: store.kind, path: store.path },
    verdict: verdict.value,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs,
    readBytes,
    bytesPerSecond: durationMs > 0 ? Math.round((readBytes / durationMs) * 1000) : 0,
    log: groundsOf(verdict),
    anchors: {
      receipts: anchors.receipts.length,
      checkpoints: anchors.checkpoints.length,
      uncompared: verdict.uncomparedAnchorCount,
    },
    selection,
    findingCount: verdict.findingCount,
    findings: [...examination.findings],
    neighbours: examination.neighbours,
  };
  return { answer, logDir };
}

function archiveOf({ archive }: AuditRequest, store: Store, cwd: string): string | undefined {
  if (archive === undefined) return undefined;
  if (store.kind === 'segment')
    throw new LighthouseError('LH_USAGE', '--archive goes with a log, not with one segment of it');
  return locateArchive(archive, cwd);
}

function groundsOf(verdict: LogVerdict): VerifyAnswer['log'] {
  const { logId, verifiedCount, lastSeq, segmentCount, byteCount } = verdict;
  const id = logId === undefined ? {} : { id: logId };
  return { ...id, verifiedCount, lastSeq, segmentCount, byteCount };
}
