import {
  hasSegmentMac,
  NO_TRAILER,
  parseSegmentHeader,
  type SegmentHeader,
} from '../format/segment-header.ts';
import { SEGMENT_HEADER_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import { segmentName } from '../format/segment-name.ts';
import type { LogFile } from '../fs/log-fs.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { Segment } from '../verify/segments.ts';

/** Where in a segment a follower stands: everything in front of `position` was verified. */
export interface SegmentCursor {
  readonly segment: Segment;
  readonly first: number;
  /** What the first frame may chain to, if the bytes in front of it are damaged. */
  readonly front: string;
  position: number;
  /** The 36 bytes in front of `position`, as latin1. */
  trailer: string;
}

/** How the segment before ended, as the follower verified it. */
export interface SegmentEnd {
  readonly first: number;
  readonly bytes: number;
  readonly trailer: string;
}

/**
 * Enters a segment; `problem` says what is wrong with its header, or with how it goes on from the
 * one before.
 */
export function enterSegment(
  file: LogFile,
  { first, keys, before }: { first: number; keys: KeysOfLog; before: SegmentEnd | undefined },
): { cursor: SegmentCursor; problem: string | undefined } {
  const headerBytes = readBytes(file, 0, SEGMENT_HEADER_BYTES);
  const parse = parseSegmentHeader(headerBytes);
  const claimed = parse.kind === 'header' ? parse.header : undefined;
  const mac = claimed && keys.get(claimed.kid)?.segmentMac;
  const isOurs = claimed?.logId === keys.logId && mac !== undefined;
  const header = isOurs && hasSegmentMac(headerBytes, mac) ? claimed : undefined;
  const name = segmentName(first);
  const segment: Segment = {
    name,
    size: file.size(),
    headerBytes,
    parse,
    firstByName: first,
    index: 0,
    state: header === undefined ? 'corrupt' : 'trusted',
    header,
    first,
    isCopy: false,
    reason: '',
  };
  const front = header?.prevTrailer ?? before?.trailer ?? NO_TRAILER;
  const position = SEGMENT_HEADER_BYTES;
  const trailer = trailerAt(file, position);
  const problem = problemOf(header, first, before);
  return { cursor: { segment, first, front, position, trailer }, problem };
}

function problemOf(
  header: SegmentHeader | undefined,
  first: number,
  before: SegmentEnd | undefined,
): string | undefined {
  if (header === undefined) return 'the header of a segment is not authentic';
  if (header.firstSeq !== first)
    return 'the name of a segment is not the number of its first event';
  if (before === undefined) return undefined;
  const isNext =
    header.prevFirst === before.first &&
    header.prevBytes === before.bytes &&
    header.prevTrailer === before.trailer;
  return isNext ? undefined : 'a segment does not go on where the one before it ended';
}

/** Gives the 36 bytes that end at this position, as latin1; fewer when the file is shorter. */
export function trailerAt(file: LogFile, position: number): string {
  return readBytes(file, position - TRAILER_BYTES, TRAILER_BYTES).toString('latin1');
}

function readBytes(file: LogFile, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, file.pread(bytes, position));
}
