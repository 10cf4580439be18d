import { parseSegmentHeader, type SegmentHeader } from '../format/segment-header.ts';
import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import type { LogFs } from '../fs/log-fs.ts';
import { readSegment } from './read-segment.ts';

/** Finds out which log this is: gives the first segment header that is whole, if there is one. */
export function findHeader(
  place: { readonly fs: LogFs; readonly dir: string },
  segments: readonly number[],
): SegmentHeader | undefined {
  for (const firstSeq of segments) {
    const parse = parseSegmentHeader(readSegment(place, firstSeq, SEGMENT_HEADER_BYTES));
    if (parse.kind === 'header') return parse.header;
  }
  return undefined;
}
