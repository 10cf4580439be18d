/**
 * What repeated measurements are worth. Nothing here assumes a shape of the noise: medians, pairs
 * and order statistics only.
 */

export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** A limit that a figure is meant to keep to. */
export type Aim = { readonly atLeast: number } | { readonly atMost: number };

/**
 * What repeats allow to be said. A figure without an aim is `steady`, or `noisy`: its repeats
 * differ by so much that it says little. One with an aim has it `met` or `missed` when all that the
 * true median may be, at the confidence below, is on one side of it; otherwise it is `unclear`.
 */
export type Judgement = 'met' | 'missed' | 'unclear' | 'steady' | 'noisy';

/** Chance that a range for the true median is right. */
export const CONFIDENCE = 0.9;
/** A range wider than this share of its median says little. */
export const NOISE_SHARE_MAX = 0.25;

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted.length >> 1;
  const high = sorted[upper] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[upper - 1] ?? Number.NaN) + high) / 2;
}

/**
 * The value that this share of all values does not exceed (nearest rank); NaN when there are none.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const [min = Number.NaN] = sorted;
  const max = sorted.at(-1) ?? Number.NaN;
  return { count: values.length, median: median(values), min, max };
}

/**
 * Combines what was measured in the same round: neighbours in time share what else the machine was
 * doing.
 */
export function pairwise(
  of: readonly number[],
  to: readonly number[],
  combine: (of: number, to: number) => number,
): number[] {
  if (of.length !== to.length) throw new RangeError('both are measured once in each round');
  return of.map((value, round) => combine(value, to[round] ?? Number.NaN));
}

/**
 * Gives the narrowest range of order statistics that holds the true median with the chance
 * CONFIDENCE, whatever the distribution; undefined when there are too few values for any.
 */
export function rangeOfMedian(
  values: readonly number[],
): { readonly low: number; readonly high: number } | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  let range: { low: number; high: number } | undefined;
  for (let cut = 0; cut < sorted.length / 2; cut++) {
    const low = sorted[cut];
    const high = sorted[sorted.length - 1 - cut];
    if (low === undefined || high === undefined || coverage(sorted.length, cut) < CONFIDENCE) break;
    range = { low, high };
  }
  return range;
}

/** Judges the values of one figure, by its aim when it has one. */
export function judge(values: readonly number[], aim?: Aim): Judgement {
  const range = rangeOfMedian(values);
  if (aim !== undefined) return range === undefined ? 'unclear' : judgeAim(range, aim);
  const { min, max } = summarize(values);
  const { low, high } = range ?? { low: min, high: max };
  return high - low <= NOISE_SHARE_MAX * Math.abs(median(values)) ? 'steady' : 'noisy';
}

function judgeAim(range: { low: number; high: number }, aim: Aim): Judgement {
  const { low, high } = range;
  if ('atLeast' in aim) {
    if (low >= aim.atLeast) return 'met';
    return high < aim.atLeast ? 'missed' : 'unclear';
  }
  if (high <= aim.atMost) return 'met';
  return low > aim.atMost ? 'missed' : 'unclear';
}

/**
 * Chance that the true median is neither below the `cut`-th value nor above its mirror image: sign
 * test, both sides.
 */
function coverage(count: number, cut: number): number {
  let outside = 0;
  let term = 2 ** -count;
  for (let below = 0; below <= cut; below++) {
    outside += 2 * term;
    term *= (count - below) / (below + 1);
  }
  return 1 - outside;
}

/** Slope of the line that comes nearest to the points, by least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const products = points.map(([x, y]) => (x - meanX) * (y - meanY));
  const squares = points.map(([x]) => (x - meanX) ** 2);
  return mean(products) / mean(squares);
}
