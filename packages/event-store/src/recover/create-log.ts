import { HeadFile } from '../append/head-file.ts';
import { createSegment, type LiveSegment } from '../append/live-segment.ts';
import type { Clock, RandomBytes } from '../clock.ts';
import { LOG_ID_BYTES, SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import { NO_TRAILER } from '../format/segment-header.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { WriterKeys } from '../keys/keys-of-log.ts';
import type { LogKeys } from '../keys/log-keys.ts';
import type { DurabilityRules } from '../rules.ts';
import { keyMissing } from './refusals.ts';
import { HEAD_FILE } from './read-head.ts';
import { listSegments } from './read-segment.ts';
import { segmentName } from '../format/segment-name.ts';

export interface CreateOptions {
  readonly fs: LogFs;
  readonly dir: string;
  /** Gives the keys of the new log, and the number of the one that it begins with. */
  readonly keysOf: (logId: string) => { readonly keys: WriterKeys; readonly kid: number };
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly rules: DurabilityRules;
}

export interface CreatedLog {
  readonly keys: WriterKeys;
  readonly active: LogKeys;
  readonly segment: LiveSegment;
  readonly head: HeadFile;
  readonly createdUs: number;
}

/**
 * Makes an empty log in a folder that is there, over what an interrupted creation may have left.
 * HEAD comes last and only when the segment is durable with its name: a HEAD without a first
 * segment is never the work of a crash.
 */
export async function createLog(options: CreateOptions): Promise<CreatedLog> {
  const { fs, dir, clock } = options;
  removeUnfinished(fs, dir);
  const logId = Buffer.from(options.random(LOG_ID_BYTES)).toString('hex');
  const { keys, kid } = options.keysOf(logId);
  const active = keys.get(kid);
  if (active === undefined) throw keyMissing(kid);
  const createdUs = clock.nowUs();
  const first = { logId, isSealed: keys.isSealed, firstSeq: 1, createdUs };
  const before = { prevFirst: 0, prevBytes: 0, prevTrailer: NO_TRAILER };
  // Crash before HEAD is durable: at most a segment without frames. Opening starts again.
  const segment = await createSegment(options, { ...first, ...before }, active);
  const head = createHead(options, { logId, active });
  fs.fsyncDir(dir);
  return { keys, active, segment, head, createdUs };
}

function createHead(options: CreateOptions, log: { logId: string; active: LogKeys }): HeadFile {
  const file = options.fs.open(`${options.dir}/${HEAD_FILE}`, 'create');
  const head = new HeadFile(file, { logId: log.logId, nextN: 0 });
  const empty = { seq: 0, bytes: SEGMENT_HEADER_BYTES, segFirst: 1, trailer: NO_TRAILER };
  head.write({ ...empty, isClean: false }, log.active);
  if (options.rules.createsBothSlots) head.write({ ...empty, isClean: false }, log.active);
  head.sync();
  return head;
}

function removeUnfinished(fs: LogFs, dir: string): void {
  // HEAD goes first and durably: without it, whatever else is left is taken for an interrupted
  // creation again.
  if (fs.list(dir).includes(HEAD_FILE)) fs.unlink(`${dir}/${HEAD_FILE}`);
  fs.fsyncDir(dir);
  for (const firstSeq of listSegments(fs, dir)) fs.unlink(`${dir}/${segmentName(firstSeq)}`);
  fs.fsyncDir(dir);
}
