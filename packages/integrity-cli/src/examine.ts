import type { VerifyAnswer, VerifyFinding } from '@lighthouse/contract/verify-answer';
import { verifyLog, verifySegment } from '@lighthouse/event-store';
import type { Finding, KeyRing, LogVerdict, PartWorkers } from '@lighthouse/event-store';
import { anchorsOf, type GivenAnchors } from './anchors/anchors-of.ts';
import type { PartThreadData } from './part-messages.ts';
import type { Advance } from './render/progress-view.ts';
import { isInRange, mayConcernStream, type Selection } from './select-findings.ts';
import { findNeighbours } from './store/find-neighbours.ts';
import type { LogFs } from './store/log-fs.ts';
import { withArchive } from './store/archive-fs.ts';
import { createReadOnlyFs } from './store/read-only-fs.ts';
import { readSayings } from './store/read-sayings.ts';

/** All that an examination is told; can be handed to another thread as it is. */
export interface Assignment {
  readonly logDir: string;
  readonly keyRing: KeyRing;
  /** The log is declared to have been closed in order: no crash tore its end. */
  readonly isClosed: boolean;
  /** Name of the only file to look at. */
  readonly segment?: string;
  /** Folder with segments that were archived from the log. */
  readonly archive?: string;
  readonly anchors: GivenAnchors;
  readonly selection: Selection;
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly nowUs: number;
  /** Threads to be set to work; left to the machine if undefined. */
  readonly jobs: number | undefined;
}

/** What was found; can be handed to another thread as it is. */
export interface Examination {
  readonly verdict: LogVerdict;
  /** Those that are to be shown. */
  readonly findings: readonly VerifyFinding[];
  readonly neighbours: VerifyAnswer['neighbours'];
  /** Bytes that were read for the verdict, some of them more than once. */
  readonly readBytes: number;
  readonly durationMs: number;
}

/** Monotonic milliseconds, and who wants to know how far things are. */
export interface ExamineHooks {
  readonly nowMs: () => number;
  readonly onAdvance: (advance: Advance) => void;
  /** Without it all is done in this thread. */
  readonly startThreads?: (
    data: PartThreadData,
    onRead: (byteCount: number) => void,
  ) => PartWorkers & { readonly close: () => Promise<void> };
}

/** Smaller logs are verified before threads have started. */
const THREADS_BYTES_MIN = 16_777_216;

/** Findings that are looked at when only some of them are to be shown. */
const LOOKED_AT_MAX = 10_000;
const ADVANCE_INTERVAL_MS = 100;
/** Of HEAD, and of the header of each segment: docs/format.md, sections 3 and 6. */
const HEAD_BYTES = 1024;
const SEGMENT_HEADER_BYTES = 192;

/** Reads the whole log and says what is wrong with it. Can't write to it: see createReadOnlyFs. */
export async function examine(assignment: Assignment, hooks: ExamineHooks): Promise<Examination> {
  const { logDir: dir, keyRing, selection } = assignment;
  const startMs = hooks.nowMs();
  let readBytes = 0;
  const fsFor = (onRead?: (byteCount: number) => void): LogFs =>
    assignment.archive === undefined
      ? createReadOnlyFs(onRead)
      : withArchive(createReadOnlyFs(onRead), dir, assignment.archive);
  const { bytesTotal, headerBytes } = sizesOf(fsFor(), dir, assignment.segment);
  const advance = announcer({ bytesTotal, headerBytes }, hooks);
  const onRead = (byteCount: number): void => advance((readBytes += byteCount));
  const fs = fsFor(onRead);
  const isWhole = assignment.segment === undefined && assignment.archive === undefined;
  const isLarge = isWhole && assignment.jobs !== 1 && bytesTotal >= THREADS_BYTES_MIN;
  const threads = isLarge ? hooks.startThreads?.({ logDir: dir, keyRing }, onRead) : undefined;
  const verdict = await verify({ fs, dir, keyRing }, assignment, threads);
  await threads?.close();
  const durationMs = hooks.nowMs() - startMs;
  const log = { fs: fsFor(), dir, keyRing };
  const findings = shownFindings(verdict.findings, log, selection);
  const neighbours = await findNeighbours(log, findings[0]);
  return { verdict, findings, neighbours, readBytes, durationMs };
}

interface OpenStore {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keyRing: KeyRing;
}

async function verify(
  log: OpenStore,
  { anchors, selection, nowUs, segment, isClosed }: Assignment,
  workers: PartWorkers | undefined,
): Promise<LogVerdict> {
  const isPartial = [selection.from, selection.to, selection.stream].some(Boolean);
  const findingsMax = isPartial ? Math.max(LOOKED_AT_MAX, selection.max) : selection.max;
  const options = {
    ...log,
    nowUs,
    isClosed,
    findingsMax,
    anchors: anchorsOf(anchors),
    ...(workers && { workers }),
  };
  return segment === undefined ? verifyLog(options) : verifySegment({ ...options, name: segment });
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

interface Sizes {
  /** What there is to read. */
  readonly bytesTotal: number;
  /** What is read of it to find out how the log is laid out, HEAD included. */
  readonly headerBytes: number;
}

/** Announces how far things are, not at every read, and not before the layout is known. */
function announcer({ bytesTotal, headerBytes }: Sizes, { nowMs, onAdvance }: ExamineHooks) {
  const startMs = nowMs();
  let nextAtMs = startMs + ADVANCE_INTERVAL_MS;
  return (bytesDone: number): void => {
    const now = nowMs();
    if (now < nextAtMs || bytesDone <= headerBytes) return;
    nextAtMs = now + ADVANCE_INTERVAL_MS;
    onAdvance({ bytesDone, bytesTotal, elapsedMs: now - startMs });
  };
}

/** Adds up what there is to read; a file that can't be read is for the verification to find. */
function sizesOf(fs: LogFs, dir: string, only: string | undefined): Sizes {
  let bytesTotal = 0;
  let headerBytes = HEAD_BYTES;
  for (const name of fs
    .list(dir)
    .filter((each) => (only === undefined ? each.endsWith('.lhseg') : each === only))) {
    try {
      const file = fs.open(`${dir}/${name}`, 'read');
      bytesTotal += file.size();
      headerBytes += SEGMENT_HEADER_BYTES;
      file.close();
    } catch {
      continue;
    }
  }
  return { bytesTotal, headerBytes };
}
