/** Opens a log with keys from wherever they come: a key ring, or the key of an epoch. */
import { EpochGate } from './append/epoch-gate.ts';
import { HeadKeeper } from './append/head-keeper.ts';
import { LogEnd } from './append/log-end.ts';
import { LogWriter } from './append/writer.ts';
import { checkOpening } from './check-opening.ts';
import type { Clock, RandomBytes, Scheduler } from './clock.ts';
import { NO_TRAILER, type SegmentHeader } from './format/segment-header.ts';
import { isFsError, type LogFs } from './fs/log-fs.ts';
import { nodeFs } from './fs/node-fs.ts';
import { nodeClock, nodeRandom } from './host/node-clock.ts';
import { nodeProcesses } from './host/node-processes.ts';
import { nodeScheduler } from './host/node-scheduler.ts';
import { FileCache } from './fs/file-cache.ts';
import { MemoryIndex } from './index/memory-index.ts';
import { openIndex } from './index/open-index.ts';
import { withLogCode } from './io-error.ts';
import type { EpochStore } from './keys/epoch-file.ts';
import { HostKeys } from './keys/host-keys.ts';
import type { WriterKeys } from './keys/keys-of-log.ts';
import { findNames, noNames, type ArchivedNames } from './life/archived-names.ts';
import { archiveKeys } from './life/archive-log.ts';
import { readIncarnation, refuseUndeclared } from './life/incarnation.ts';
import type { SubjectKeys } from './life/subject-keys.ts';
import { Subjects } from './life/subjects.ts';
import { completeLimits, type LogLimits } from './limits.ts';
import { acquireLock, type LogLock, type ProcessTable } from './lock.ts';
import { LogReader } from './query/log-reader.ts';
import { SegmentReader } from './query/segment-reader.ts';
import { OpenEventLog } from './open-event-log.ts';
import { Progress } from './query/progress.ts';
import { createLog } from './recover/create-log.ts';
import { findHeader } from './recover/find-header.ts';
import { listSegments } from './recover/read-segment.ts';
import { recoverLog, type RecoveredLog } from './recover/recover-log.ts';
import { recoveredEvent } from './recover/recovered-event.ts';
import { damaged } from './recover/refusals.ts';
import { isUnfinishedWithoutHeader } from './recover/unfinished-creation.ts';
import { refuseForeignFolder } from './recover/foreign-folder.ts';
import type { DurabilityRules } from './rules.ts';
import type { EventLog, NewEvent } from './types.ts';

/** Files kept open for reading. */
const FILES_MAX = 512;

export interface OpenFromOptions {
  readonly dir: string;
  readonly clock?: Clock;
  readonly random?: RandomBytes;
  readonly limits?: Partial<LogLimits>;
  readonly fs?: LogFs;
  readonly scheduler?: Scheduler;
  readonly processes?: ProcessTable;
  readonly rules: DurabilityRules;
  readonly subjects?: SubjectKeys;
  /** The log is a backup that was put in place: what is appended first, and told when it stands. */
  readonly restore?: {
    readonly firstEvent: (log: EventLog) => Promise<NewEvent>;
    readonly onDeclared: () => void;
  };
  /** Sealed mode: where the key of the epoch is kept. */
  readonly epochs?: EpochStore;
}

/** Where the keys of a log come from. */
export interface KeySource {
  /** Gives the keys of the log with this segment header; throws LH_KEY_MISSING, LH_KEY_WRONG. */
  ofHeader(header: SegmentHeader): WriterKeys;
  /** Gives the keys of a new log, and the number of the one that it begins with. */
  ofNew(logId: string): { readonly keys: WriterKeys; readonly kid: number };
  /** Told what was found or made, before anything is appended. */
  onFound?(keys: WriterKeys, lastSeq: number): void;
}

/** Opens, recovers or makes the log. */
export async function openLogFrom(
  options: OpenFromOptions,
  source: KeySource,
): Promise<OpenEventLog> {
  const limits = completeLimits(options.limits);
  const { fs = nodeFs, dir, processes = nodeProcesses } = options;
  const { clock = nodeClock, random = nodeRandom } = options;
  checkOpening({ dir, clock });
  try {
    makeFolder(fs, dir);
    const nonce = Buffer.from(random(8)).toString('hex');
    const lock = acquireLock(dir, { fs, processes, nonce });
    try {
      return await openLocked({ ...options, fs, clock, random, limits, source, lock });
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw withLogCode(error, 'open the log');
  }
}

interface OpeningParts extends OpenFromOptions {
  readonly fs: LogFs;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly limits: LogLimits;
  readonly source: KeySource;
  readonly lock: LogLock;
}

/** What opening found on disk, or put there. */
interface StandingLog extends RecoveredLog {
  readonly keys: WriterKeys;
  readonly archived: ArchivedNames;
}

async function openLocked(parts: OpeningParts): Promise<OpenEventLog> {
  if (parts.restore === undefined) refuseUndeclared(parts.fs, parts.dir);
  const standing = recover(parts) ?? (await create(parts));
  parts.source.onFound?.(standing.keys, standing.tail.seq);
  const log = await start(parts, standing);
  try {
    const { cut, tail } = standing;
    const { restore } = parts;
    if (restore !== undefined) {
      await log.append({ events: [await restore.firstEvent(log)] });
      restore.onDeclared();
      log.enterIncarnation(readIncarnation(parts.fs, parts.dir));
    } else if (cut !== undefined) {
      await log.append({ events: [recoveredEvent(cut, tail.seq)] });
    }
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

function recover(parts: OpeningParts): StandingLog | undefined {
  const segments = listSegments(parts.fs, parts.dir);
  const header = findHeader(parts, segments);
  if (header === undefined) {
    if (isUnfinishedWithoutHeader(parts, segments)) return undefined;
    throw damaged('SEGMENT_HEADER_CORRUPT', 'no header of a segment is whole');
  }
  const keys = parts.source.ofHeader(header);
  let archived = noNames();
  const isArchivedBefore = ({ firstSeq, prevTrailer }: SegmentHeader): boolean => {
    const trailer = Buffer.from(prevTrailer, 'latin1').toString('hex');
    const found = findNames(parts, { seq: firstSeq - 1, trailer }, archiveKeys(keys));
    archived = found ?? archived;
    return found !== undefined;
  };
  const recovered = recoverLog({ ...parts, keys, segments, isArchivedBefore });
  return recovered && { ...recovered, keys, archived };
}

async function create(parts: OpeningParts): Promise<StandingLog> {
  refuseForeignFolder(parts.fs, parts.dir);
  const created = await createLog({ ...parts, keysOf: (logId) => parts.source.ofNew(logId) });
  const tsUs = created.createdUs - 1;
  const tail = { seq: 0, trailer: NO_TRAILER, tsUs, keys: created.active };
  const segmentKid = created.active.kid;
  return {
    ...created,
    archived: noNames(),
    segmentKid,
    tail,
    closed: [],
    live: new MemoryIndex(1),
    cut: undefined,
  };
}

async function start(parts: OpeningParts, standing: StandingLog): Promise<OpenEventLog> {
  const { fs, dir, limits, clock, lock, scheduler = nodeScheduler } = parts;
  const { keys, segment, tail } = standing;
  const { logId } = keys;
  const files = new FileCache(fs, FILES_MAX);
  const segments = new SegmentReader({ dir, files, keys });
  const indexParts = { fs, dir, keys, files, segments, scheduler, limits };
  const { index, store } = await openIndex({ ...indexParts, ...standing, indexKeys: keys.root });
  const head = new HeadKeeper(standing.head, {
    scheduler,
    idleMs: limits.headIdleMs,
    busyMs: limits.headBusyMs,
    onFailure: (error) => writer.fail(error),
  });
  const endParts = { ...parts, logId, isSealed: keys.isSealed, head, segment, tail };
  const end = new LogEnd({
    ...endParts,
    onRoll: (closed) => {
      const rolled = index.roll(closed);
      store.writeLater(rolled, rolled.index);
    },
  });
  const reader = new LogReader({ index, segments });
  const progress = new Progress();
  const writerParts = { logId, clock, scheduler, limits, index, end, tail };
  const writer: LogWriter = new LogWriter({
    ...writerParts,
    readAppend: (firstSeq) => reader.readAppend(firstSeq),
    onProgress: () => progress.notify(),
  });
  const gate = gateOf(parts, standing, writer);
  return new OpenEventLog({
    gate,
    fs,
    subjects: new Subjects(parts.subjects, logId),
    incarnation: readIncarnation(fs, dir),
    dir,
    logId,
    lock,
    keys,
    index,
    reader,
    writer,
    progress,
    store,
    files,
  });
}

/** Sealed mode: what ends the epochs. */
function gateOf(
  parts: OpeningParts,
  { keys, tail, segmentKid }: StandingLog,
  writer: LogWriter,
): EpochGate | undefined {
  const { epochs: store, clock, scheduler = nodeScheduler, limits } = parts;
  if (store === undefined || !(keys instanceof HostKeys)) return undefined;
  const { tsUs } = tail;
  return new EpochGate({ writer, keys, store, clock, scheduler, limits, segmentKid, tsUs });
}

/** Makes the folder, and those above it that are missing, and makes their names durable. */
function makeFolder(fs: LogFs, dir: string): void {
  if (isFolder(fs, dir)) return;
  const parent = dir.slice(0, Math.max(1, dir.lastIndexOf('/')));
  if (parent !== dir) makeFolder(fs, parent);
  fs.mkdir(dir);
  fs.fsyncDir(parent);
}

function isFolder(fs: LogFs, dir: string): boolean {
  try {
    fs.list(dir);
    return true;
  } catch (error) {
    if (isFsError(error, 'ENOENT')) return false;
    throw error;
  }
}
