/** What is said of a segment that does not join those before and behind it. */
import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import type { SegmentHeader } from '../format/segment-header.ts';
import type { OpenAppend } from './damage-record.ts';
import type { FindingDraft } from './finding-rules.ts';
import type { Closing } from './segment-links.ts';
import type { Segment } from './segments.ts';

const HEADER_RANGE = [0, SEGMENT_HEADER_BYTES] as const;

export function keyNotInForce({ name: file }: Segment): FindingDraft {
  const message = 'a segment is under a key that is not in force where it begins';
  return { code: 'KEY_EPOCH', message, file, bytes: HEADER_RANGE };
}

export function namesOneBefore({ name: file }: Segment): FindingDraft {
  const message = 'the first segment names one before it';
  return { code: 'SEGMENT_HEADER_TAMPERED', message, file, bytes: HEADER_RANGE };
}

export function missingBefore(
  { name: file }: Segment,
  header: SegmentHeader,
  found: { readonly previous: number; readonly expected: number },
): FindingDraft {
  return {
    code: 'SEGMENT_MISSING',
    message: 'the segment before this one is not there',
    file,
    bytes: HEADER_RANGE,
    ...(found.expected < header.firstSeq && { seqs: [found.expected, header.firstSeq] as const }),
    evidence: { prevFirst: header.prevFirst, found: found.previous },
  };
}

/**
 * Every frame up to the right one is there, so that the length can't be another: only a holder of
 * the key can say so.
 */
export function otherLength({ prevBytes, name: file }: Closing, end: number): FindingDraft {
  const message = 'a header gives another length of the segment before it than its events have';
  const evidence = { prevBytes, end };
  return { code: 'SEGMENT_HEADER_TAMPERED', message, file, bytes: HEADER_RANGE, evidence };
}

/** How a segment ended: behind which frame, and what sequence number ought to follow. */
interface SegmentEnd {
  readonly end: number;
  readonly expected: number;
}

export function cutOff(
  { name: file, size }: Segment,
  closing: Closing,
  last: SegmentEnd,
): FindingDraft {
  return {
    code: 'SEGMENT_TRUNCATED',
    message: 'a closed segment is shorter than the next one says',
    file,
    bytes: [last.end, size],
    ...(last.expected < closing.firstSeq && { seqs: [last.expected, closing.firstSeq] as const }),
    evidence: { bytes: size, prevBytes: closing.prevBytes },
  };
}

/** The segment is long enough and undamaged, and yet does not end as the next one says. */
export function otherEnd(
  { name: file, size }: Segment,
  closing: Closing,
  end: number,
): FindingDraft {
  return {
    code: 'FORK',
    message: 'a segment ends in another event than the next one says',
    file,
    bytes: [end, size],
    seqs: [closing.firstSeq - 1, closing.firstSeq],
  };
}

export function splitAppend(
  { name: file }: Segment,
  append: OpenAppend,
  last: SegmentEnd,
): FindingDraft {
  return {
    code: 'SPLIT_APPEND',
    message: 'the last events of an append are missing though a segment follows',
    file,
    bytes: [append.position, last.end],
    seqs: [append.seq, last.expected],
  };
}

export function trailingBytes({ name: file, size }: Segment, end: number): FindingDraft {
  const message = 'there are bytes behind the last event of a closed segment';
  return { code: 'SEGMENT_TRAILING_BYTES', message, file, bytes: [end, size] };
}
