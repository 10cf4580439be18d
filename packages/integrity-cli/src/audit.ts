import type { VerifyAnswer, VerifyFinding } from '@lighthouse/contract/verify-answer';
import { VERIFY_SCHEMA } from '@lighthouse/contract/verify-answer';
import { loadKeyRing, verifyLog } from '@lighthouse/event-store';
import type { Finding, KeyRing, LogVerdict } from '@lighthouse/event-store';
import { anchorsOf, claimedLogId } from './anchors/anchors-of.ts';
import type { GivenReceipt } from './anchors/read-receipts.ts';
import type { Advance } from './render/progress-view.ts';
import { isInRange, mayConcernStream, type Selection } from './select-findings.ts';
import { findKeyRing } from './store/find-key-ring.ts';
import { locateStore, type Store } from './store/locate-store.ts';
import type { LogFs } from './store/log-fs.ts';
import { findNeighbours } from './store/find-neighbours.ts';
import { createReadOnlyFs } from './store/read-only-fs.ts';
import { readSayings } from './store/read-sayings.ts';

export interface AuditRequest {
  readonly store: string;
  /** Path of the key ring. */
  readonly key: string | undefined;
  readonly receipts: readonly GivenReceipt[];
  readonly selection: Selection;
}

/** What an audit sees of the world, besides the store. */
export interface AuditWorld {
  readonly tool: { readonly name: string; readonly version: string };
  readonly cwd: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly wallClockMs: () => number;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
  readonly onAdvance: (advance: Advance) => void;
  /** The log was found, and nothing was read yet. May throw. */
  readonly onLocated: (store: Store) => void;
}

/** Findings that are looked at when only some of them are to be shown. */
const LOOKED_AT_MAX = 10_000;

/** Verifies a log from its first byte to its last, and changes nothing. */
export async function audit(
  request: AuditRequest,
  world: AuditWorld,
): Promise<{ readonly answer: VerifyAnswer; readonly logDir: string }> {
  const store = locateStore(request.store, world.cwd);
  world.onLocated(store);
  const keyRing = loadKeyRing(findKeyRing(store, request.key, world.cwd));
  const log = { fs: createReadOnlyFs(), dir: store.logDir, keyRing };
  const startedAtMs = world.wallClockMs();
  const startMs = world.nowMs();
  const verdict = await verify(log, request, { ...world, startedAtMs, startMs });
  const durationMs = world.nowMs() - startMs;
  const findings = shownFindings(verdict.findings, log, request.selection);
  const answer: VerifyAnswer = {
    schema: VERIFY_SCHEMA,
    tool: world.tool,
    store: { kind: store.kind, path: store.path },
    verdict: verdict.value,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs,
    bytesPerSecond: durationMs > 0 ? Math.round((verdict.byteCount / durationMs) * 1000) : 0,
    log: groundsOf(verdict),
    anchors: { receipts: request.receipts.length, checkpoints: 0 },
    selection: request.selection,
    findingCount: verdict.findingCount,
    findings,
    neighbours: await findNeighbours(log, findings[0]),
  };
  return { answer, logDir: store.logDir };
}

interface OpenStore {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keyRing: KeyRing;
}

async function verify(
  log: OpenStore,
  { receipts, selection }: AuditRequest,
  world: AuditWorld & { readonly startedAtMs: number; readonly startMs: number },
): Promise<LogVerdict> {
  const isPartial = [selection.from, selection.to, selection.stream].some(Boolean);
  const verifyAs = async (logId: string): Promise<LogVerdict> =>
    verifyLog({
      ...log,
      nowUs: world.startedAtMs * 1000,
      anchors: anchorsOf(receipts, logId),
      findingsMax: isPartial ? Math.max(LOOKED_AT_MAX, selection.max) : selection.max,
      signal: world.signal,
      onProgress: (progress) =>
        world.onAdvance({ ...progress, elapsedMs: world.nowMs() - world.startMs }),
    });
  const claimed = claimedLogId(log.fs, log.dir);
  const verdict = await verifyAs(claimed);
  // A damaged first segment may claim to be of any log; what was found in the end counts.
  const isMistaken = verdict.logId !== undefined && verdict.logId !== claimed;
  const isAsked = receipts.some(({ logId }) => logId === undefined);
  return isMistaken && isAsked ? verifyAs(verdict.logId) : verdict;
}

function groundsOf(verdict: LogVerdict): VerifyAnswer['log'] {
  const { logId, verifiedCount, lastSeq, segmentCount, byteCount } = verdict;
  const id = logId === undefined ? {} : { id: logId };
  return { ...id, verifiedCount, lastSeq, segmentCount, byteCount };
}

function shownFindings(
  findings: readonly Finding[],
  { fs, dir }: OpenStore,
  selection: Selection,
): VerifyFinding[] {
  const shown: VerifyFinding[] = [];
  for (const finding of findings) {
    if (shown.length >= selection.max) break;
    if (!isInRange(finding, selection)) continue;
    const told = { ...finding, says: readSayings(fs, dir, finding) };
    if (mayConcernStream(told, selection)) shown.push(told);
  }
  return shown;
}
