import { Random } from './random.ts';
import type { RequestChoice } from './types.ts';

const CHOICE_STREAM = 8;
const random = new Random();

/** Says which request an agent sends as its so-many-th: follows from the seed and these alone. */
export function choosePlace(
  { count, shares }: RequestChoice,
  { agent, number }: { readonly agent: number; readonly number: number },
  seed: number,
): number {
  if (shares === undefined) return (number - 1) % count;
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let left = random.seed(seed, agent, number, CHOICE_STREAM).uniform() * whole;
  const place = shares.findIndex((share) => (left -= share) < 0);
  // What rounding leaves over goes to the last that has a share.
  return place < 0 ? shares.findLastIndex((share) => share > 0) : place;
}
