import { parseSegmentHeader, type SegmentHeader } from '../format/segment-header.ts';
import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { RingKeys } from '../keys/keys-of-log.ts';
import { readSegment } from './read-segment.ts';
import { damaged, keyMissing, keyWrong } from './refusals.ts';

/**
 * Finds out which log this is, from the first segment header that is whole, and derives its keys.
 * Undefined when there is none. Throws LH_KEY_MISSING or LH_KEY_WRONG when the ring is not the one
 * it was written with.
 */
export function findKeys(
  place: { readonly fs: LogFs; readonly dir: string },
  segments: readonly number[],
  ring: KeyRing,
): RingKeys | undefined {
  for (const firstSeq of segments) {
    const parse = parseSegmentHeader(readSegment(place, firstSeq, SEGMENT_HEADER_BYTES));
    if (parse.kind === 'header') return checkedKeys(parse.header, ring);
  }
  return undefined;
}

function checkedKeys(header: SegmentHeader, ring: KeyRing): RingKeys {
  const { kid, keyCheck, isSealed, logId } = header;
  if (isSealed) throw damaged('KEY_EPOCH', 'a sealed log is opened with its epoch key only');
  const keys = new RingKeys(ring, logId);
  const ofHeader = keys.get(kid);
  if (ofHeader === undefined) throw keyMissing(kid);
  if (ofHeader.keyCheck !== keyCheck) throw keyWrong(kid);
  return keys;
}
