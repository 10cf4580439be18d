export const SEGMENT_SUFFIX = '.lhseg';
const SEGMENT_NAME = /^(\d{20})\.lhseg$/;

/** Gives the file name of the segment whose first frame has this sequence number. */
export function segmentName(firstSeq: number): string {
  return `${String(firstSeq).padStart(20, '0')}${SEGMENT_SUFFIX}`;
}

/**
 * Gives the sequence number that a file name says, or undefined when it is not the name of a
 * segment.
 */
export function firstSeqOfName(name: string): number | undefined {
  const digits = SEGMENT_NAME.exec(name)?.[1];
  if (digits === undefined) return undefined;
  const firstSeq = Number(digits);
  return Number.isSafeInteger(firstSeq) && firstSeq > 0 ? firstSeq : undefined;
}
