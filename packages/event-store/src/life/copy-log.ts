import { LighthouseError } from '@lighthouse/contract/errors';
import { parseHeadSlot } from '../format/head-slot.ts';
import { HEAD_FILE_BYTES, HEAD_SLOT_BYTES } from '../format/limits.ts';
import { segmentName } from '../format/segment-name.ts';
import { isFsError, type LogFile, type LogFs } from '../fs/log-fs.ts';
import { letOthersRun } from '../host/let-others-run.ts';
import { ARCHIVE_DIR } from './archived-names.ts';
import { HEAD_FILE } from '../recover/read-head.ts';
import { listSegments } from '../recover/read-segment.ts';

export interface LogCopy {
  readonly segmentCount: number;
  readonly byteCount: number;
}

interface Places {
  readonly fs: LogFs;
  readonly from: string;
  readonly to: string;
  readonly signal?: AbortSignal;
}

/** Copied at once. */
const CHUNK_BYTES = 1_048_576;
/** How often HEAD is read again when it is being written in just this moment. */
const HEAD_READINGS_MAX = 100;

/**
 * Copies a log, also one that is being written: HEAD is read first and the segments behind it, in
 * order, so that the copy holds at least what HEAD says. HEAD is put down last: a copy that was
 * broken off has none, and is refused. Durable when it resolves; `to` must be empty.
 */
export async function copyLog(places: Places): Promise<LogCopy> {
  const { fs, from, to } = places;
  const head = readWholeHead(fs, from);
  const segments = listSegments(fs, from);
  let byteCount = head.length;
  for (const firstSeq of segments) {
    byteCount += await copyFile(places, segmentName(firstSeq));
  }
  byteCount += await copyArchivedNames(places);
  fs.fsyncDir(to);
  // Crash here: segments without HEAD, which nobody opens.
  writeFile(fs, `${to}/${HEAD_FILE}`, head);
  fs.fsyncDir(to);
  return { segmentCount: segments.length, byteCount };
}

/**
 * Refuses a target that holds anything, or lies in the log, or a log that is not there; makes the
 * target when it is not there.
 */
export function makeTarget({ fs, from, to }: Places): void {
  if (`${to}/`.startsWith(`${from}/`)) {
    throw new LighthouseError('LH_USAGE', 'a copy of a log must not lie in its folder', {
      hint: 'choose a folder elsewhere, best on another disk',
      facts: { from, to },
    });
  }
  // Asked first: a mistyped name leaves no folder behind.
  openThere(fs, `${from}/${HEAD_FILE}`).close();
  fs.mkdir(to);
  if (fs.list(to).length === 0) return;
  throw new LighthouseError('LH_USAGE', 'the folder to copy to is not empty', {
    hint: 'choose an empty folder, or one that does not exist yet',
    facts: { to },
  });
}

function readWholeHead(fs: LogFs, from: string): Buffer {
  const bytes = Buffer.alloc(HEAD_FILE_BYTES);
  const file = openThere(fs, `${from}/${HEAD_FILE}`);
  try {
    for (let reading = 0; reading < HEAD_READINGS_MAX; reading++) {
      file.pread(bytes, 0);
      const slots = [bytes.subarray(0, HEAD_SLOT_BYTES), bytes.subarray(HEAD_SLOT_BYTES)];
      if (slots.every((slot) => parseHeadSlot(slot) !== undefined)) break;
    }
    return bytes;
  } finally {
    file.close();
  }
}

/** Copies a file as long as it is at the beginning; gives its length. */
async function copyFile({ fs, from, to, signal }: Places, name: string): Promise<number> {
  const source = openThere(fs, `${from}/${name}`);
  try {
    const size = source.size();
    const target = fs.open(`${to}/${name}`, 'create');
    try {
      const chunk = Buffer.allocUnsafe(Math.min(size, CHUNK_BYTES));
      for (let at = 0; at < size; at += chunk.length) {
        const part = chunk.subarray(0, Math.min(chunk.length, size - at));
        const read = source.pread(part, at);
        target.pwrite(part.subarray(0, read), at);
        await letOthersRun();
        signal?.throwIfAborted();
      }
      target.fsync();
    } finally {
      target.close();
    }
    return size;
  } finally {
    source.close();
  }
}

/** What is known of segments that were archived is needed to open the log. */
async function copyArchivedNames({ fs, from, to }: Places): Promise<number> {
  if (!fs.list(from).includes(ARCHIVE_DIR)) return 0;
  const places = { fs, from: `${from}/${ARCHIVE_DIR}`, to: `${to}/${ARCHIVE_DIR}` };
  fs.mkdir(places.to);
  let byteCount = 0;
  for (const name of fs.list(places.from)) byteCount += await copyFile(places, name);
  fs.fsyncDir(places.to);
  return byteCount;
}

function writeFile(fs: LogFs, path: string, bytes: Uint8Array): void {
  const file = fs.open(path, 'create');
  try {
    file.pwrite(bytes, 0);
    file.fsync();
  } finally {
    file.close();
  }
}

function openThere(fs: LogFs, path: string): LogFile {
  try {
    return fs.open(path, 'read');
  } catch (error) {
    if (!isFsError(error, 'ENOENT')) throw error;
    throw new LighthouseError('LH_INPUT_MISSING', 'a file of the log is not there', {
      hint: 'name the folder of a log; when segments were archived meanwhile, try again',
      facts: { path },
    });
  }
}
