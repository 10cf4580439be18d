import type { VerifyFinding } from '@lighthouse/contract/verify-answer';

/** What to show of the findings; the verdict is always that of the whole log. */
export interface Selection {
  readonly max: number;
  /** Sequence numbers, both ends in it. */
  readonly from?: number;
  readonly to?: number;
  readonly stream?: string;
}

/** Tells whether a finding may concern these sequence numbers. One that names none concerns all. */
export function isInRange(
  { seqs }: Pick<VerifyFinding, 'seqs'>,
  { from = 1, to = Infinity }: Selection,
): boolean {
  return seqs === undefined || (seqs[0] <= to && seqs[1] > from);
}

/** Tells whether a finding may concern the stream: only one that names all its streams may not. */
export function mayConcernStream(
  { seqs, says }: Pick<VerifyFinding, 'seqs' | 'says'>,
  { stream }: Selection,
): boolean {
  if (stream === undefined || says.some((saying) => saying.stream === stream)) return true;
  const named = says.filter((saying) => saying.stream !== undefined).length;
  return seqs === undefined || named < seqs[1] - seqs[0];
}
