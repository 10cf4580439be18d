import { HeadKeeper } from './append/head-keeper.ts';
import { LogEnd } from './append/log-end.ts';
import { LogWriter } from './append/writer.ts';
import type { Clock, RandomBytes, Scheduler } from './clock.ts';
import { NO_TRAILER } from './format/segment-header.ts';
import { isFsError, type LogFs } from './fs/log-fs.ts';
import { nodeFs } from './fs/node-fs.ts';
import { nodeProcesses } from './host/node-processes.ts';
import { nodeScheduler } from './host/node-scheduler.ts';
import { FileCache } from './fs/file-cache.ts';
import { MemoryIndex } from './index/memory-index.ts';
import { openIndex } from './index/open-index.ts';
import { withLogCode } from './io-error.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { RingKeys } from './keys/keys-of-log.ts';
import { completeLimits, type LogLimits } from './limits.ts';
import { acquireLock, type LogLock, type ProcessTable } from './lock.ts';
import { LogReader } from './query/log-reader.ts';
import { SegmentReader } from './query/segment-reader.ts';
import { OpenEventLog } from './open-event-log.ts';
import { Progress } from './query/progress.ts';
import { createLog } from './recover/create-log.ts';
import { findKeys } from './recover/find-keys.ts';
import { listSegments } from './recover/read-segment.ts';
import { recoverLog, type RecoveredLog } from './recover/recover-log.ts';
import { recoveredEvent } from './recover/recovered-event.ts';
import { damaged } from './recover/refusals.ts';
import { isUnfinishedWithoutHeader } from './recover/unfinished-creation.ts';
import { refuseForeignFolder } from './recover/foreign-folder.ts';
import { ALL_RULES, type DurabilityRules } from './rules.ts';
import type { EventLog } from './types.ts';

/** Files kept open for reading. */
const FILES_MAX = 128;

export interface OpenLogOptions {
  /** Absolute path of the log's folder; made when it is not there. */
  readonly dir: string;
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly limits?: Partial<LogLimits>;
  readonly fs?: LogFs;
  readonly scheduler?: Scheduler;
  readonly processes?: ProcessTable;
}

/**
 * Opens a log for appending and reading, makes it when the folder is empty, and recovers it when it
 * was not closed in order. All segments are read once, to rebuild the indexes.
 *
 * Rejects with LH_LOG_LOCKED, LH_LOG_DAMAGED (run lh-verify; nothing was changed), LH_KEY_MISSING,
 * LH_KEY_WRONG, LH_NOT_A_LOG, LH_DISK_FULL or LH_IO.
 */
export function openLog(options: OpenLogOptions): Promise<EventLog> {
  return openLogByRules(options, ALL_RULES);
}

/** For the tests that show what each rule is for. */
export async function openLogByRules(
  options: OpenLogOptions,
  rules: DurabilityRules,
): Promise<EventLog> {
  const limits = completeLimits(options.limits);
  const { fs = nodeFs, dir, random, processes = nodeProcesses } = options;
  try {
    makeFolder(fs, dir);
    const nonce = Buffer.from(random(8)).toString('hex');
    const lock = acquireLock(dir, { fs, processes, nonce });
    try {
      return await openLocked({ ...options, fs, limits, rules, lock });
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw withLogCode(error, 'open the log');
  }
}

interface OpeningParts extends OpenLogOptions {
  readonly fs: LogFs;
  readonly limits: LogLimits;
  readonly rules: DurabilityRules;
  readonly lock: LogLock;
}

/** What opening found on disk, or put there. */
interface StandingLog extends RecoveredLog {
  readonly keys: RingKeys;
}

async function openLocked(parts: OpeningParts): Promise<EventLog> {
  const standing = recover(parts) ?? (await create(parts));
  const log = await start(parts, standing);
  try {
    const { cut, tail } = standing;
    if (cut !== undefined) await log.append({ events: [recoveredEvent(cut, tail.seq)] });
    // A rotation that was begun in the key ring is ended here.
    await log.rotateKey(parts.keyRing);
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

function recover(parts: OpeningParts): StandingLog | undefined {
  const segments = listSegments(parts.fs, parts.dir);
  const keys = findKeys(parts, segments, parts.keyRing);
  if (keys === undefined) {
    if (isUnfinishedWithoutHeader(parts, segments)) return undefined;
    throw damaged('SEGMENT_HEADER_CORRUPT', 'no header of a segment is whole');
  }
  const recovered = recoverLog({ ...parts, keys, segments });
  return recovered && { ...recovered, keys };
}

async function create(parts: OpeningParts): Promise<StandingLog> {
  refuseForeignFolder(parts.fs, parts.dir);
  const created = await createLog({ ...parts, ring: parts.keyRing });
  const tsUs = created.createdUs - 1;
  const tail = { seq: 0, trailer: NO_TRAILER, tsUs, keys: created.active };
  return { ...created, tail, closed: [], live: new MemoryIndex(1), cut: undefined };
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
  const endParts = { ...parts, logId, head, segment, tail };
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
  return new OpenEventLog({
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
