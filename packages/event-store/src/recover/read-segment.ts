import { hasSegmentMac, parseSegmentHeader, type SegmentHeader } from '../format/segment-header.ts';
import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import { firstSeqOfName, segmentName } from '../format/segment-name.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';

/** First sequence numbers of the segments in the folder, in order, as their names say. */
export function listSegments(fs: LogFs, dir: string): number[] {
  return fs
    .list(dir)
    .map(firstSeqOfName)
    .filter((firstSeq) => firstSeq !== undefined)
    .toSorted((a, b) => a - b);
}

/** Reads a whole segment, or its first bytes. */
export function readSegment(
  place: { readonly fs: LogFs; readonly dir: string },
  firstSeq: number,
  bytesMax = Infinity,
): Buffer {
  const file = place.fs.open(`${place.dir}/${segmentName(firstSeq)}`, 'read');
  try {
    const bytes = Buffer.allocUnsafe(Math.min(file.size(), bytesMax));
    return bytes.subarray(0, file.pread(bytes, 0));
  } finally {
    file.close();
  }
}

/**
 * Gives the segment's header when it is authentic, of this log and of this name; else undefined.
 */
export function validHeader(
  bytes: Buffer,
  expected: { readonly keys: KeysOfLog; readonly firstSeq: number },
): SegmentHeader | undefined {
  const parse = parseSegmentHeader(bytes);
  if (parse.kind !== 'header') return undefined;
  const { header } = parse;
  const { keys, firstSeq } = expected;
  if (header.logId !== keys.logId) return undefined;
  if (header.isSealed !== keys.isSealed || header.firstSeq !== firstSeq) return undefined;
  if (keys.isErased(header.kid)) return header;
  const ofLog = keys.get(header.kid);
  if (ofLog === undefined) return undefined;
  const head = bytes.subarray(0, SEGMENT_HEADER_BYTES);
  return hasSegmentMac(head, ofLog.segmentMac) ? header : undefined;
}
