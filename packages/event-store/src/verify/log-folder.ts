import { LighthouseError } from '@lighthouse/contract/errors';
import { HEAD_FILE_BYTES, SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import { parseSegmentHeader, type SegmentHeaderParse } from '../format/segment-header.ts';
import { firstSeqOfName, SEGMENT_SUFFIX } from '../format/segment-name.ts';
import { isFsError, type LogFile, type LogFs } from '../fs/log-fs.ts';
import { withLogCode } from '../io-error.ts';

/** A file of the log's folder that is a segment by its name. */
export interface SegmentFile {
  readonly name: string;
  /** Length when the folder was read; what is appended later is not looked at. */
  readonly size: number;
  /** The first 192 bytes, or fewer. */
  readonly headerBytes: Buffer;
  readonly parse: SegmentHeaderParse;
  /** What the name says its first sequence number is; undefined when it says none. */
  readonly firstByName: number | undefined;
}

export interface LogFolder {
  /** Up to 1,024 bytes; undefined when there is no HEAD. */
  readonly head: Buffer | undefined;
  readonly segments: readonly SegmentFile[];
  /** Files that could not be read, with the errno. */
  readonly unreadable: readonly { readonly name: string; readonly errno: string }[];
}

/** What says how far the log reaches. */
export const HEAD_FILE = 'HEAD';

/**
 * Reads what says how the log is laid out. Throws LH_INPUT_MISSING when there is no such folder,
 * and LH_NOT_A_LOG when it holds neither a segment nor a HEAD. Reads HEAD before the segments: a
 * log that is being written must not seem to end too early.
 */
export function readLogFolder(fs: LogFs, dir: string): LogFolder {
  const unreadable: { name: string; errno: string }[] = [];
  const readOr = <T>(name: string, read: (file: LogFile) => T): T | undefined => {
    try {
      return withFile(fs, `${dir}/${name}`, read);
    } catch (error) {
      if (!isFsError(error)) throw error;
      if (error.code !== 'ENOENT') unreadable.push({ name, errno: error.code });
      return undefined;
    }
  };
  const head = readOr(HEAD_FILE, (file) => readUpTo(file, HEAD_FILE_BYTES));
  const segments = segmentNames(fs, dir).flatMap(
    (name) => readOr(name, (file) => segmentFileOf(name, file)) ?? [],
  );
  if (segments.length === 0 && head === undefined && unreadable.length === 0) throw notALog(dir);
  return { head, segments, unreadable };
}

/** Opens a file for reading, and closes it whatever happens. */
export function withFile<T>(fs: LogFs, path: string, read: (file: LogFile) => T): T {
  const file = fs.open(path, 'read');
  try {
    return read(file);
  } finally {
    file.close();
  }
}

function segmentNames(fs: LogFs, dir: string): string[] {
  try {
    return fs.list(dir).filter((name) => name.endsWith(SEGMENT_SUFFIX));
  } catch (error) {
    if (!isFsError(error, 'ENOENT', 'ENOTDIR')) throw withLogCode(error, 'list the log folder');
    throw new LighthouseError('LH_INPUT_MISSING', 'there is no such folder', {
      hint: "name the log's folder, the one that holds HEAD and *.lhseg files",
      facts: { path: dir },
      cause: error,
    });
  }
}

function segmentFileOf(name: string, file: LogFile): SegmentFile {
  const headerBytes = readUpTo(file, SEGMENT_HEADER_BYTES);
  return {
    name,
    size: file.size(),
    headerBytes,
    parse: parseSegmentHeader(headerBytes),
    firstByName: firstSeqOfName(name),
  };
}

function readUpTo(file: LogFile, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, file.pread(bytes, 0));
}

function notALog(dir: string): LighthouseError {
  return new LighthouseError('LH_NOT_A_LOG', 'the folder holds no Lighthouse log', {
    hint: "name the log's folder, the one that holds HEAD and *.lhseg files",
    facts: { path: dir },
  });
}
