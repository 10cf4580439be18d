import type { RecordedValue } from '../model/histogram.ts';

/** Where a figure lies with a confidence of 99 %, in the figure's unit. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the standard normal distribution, for two sides of 0.5 % each. */
const Z = 2.576;

/**
 * Where a quantile of the distribution behind the samples lies, whatever its shape: between the
 * order statistics of the ranks n q ± z sqrt(n q (1 - q)) (David and Nagaraja, Order Statistics,
 * 7.1). Undefined when a rank falls off the samples. `share` is above 0 and below 1.
 */
export function quantileInterval(
  values: readonly RecordedValue[],
  share: number,
): Interval | undefined {
  const total = values.reduce((sum, { count }) => sum + count, 0);
  const spread = Z * Math.sqrt(total * share * (1 - share));
  const low = Math.floor(total * share - spread);
  const high = Math.ceil(total * share + spread);
  if (low < 1 || high > total) return undefined;
  return { low: valueAtRank(values, low), high: valueAtRank(values, high) };
}

/**
 * Where the share behind `hits` of `total` lies: the score interval of Wilson (1927). Undefined
 * without observations.
 */
export function shareInterval(hits: number, total: number): Interval | undefined {
  if (total === 0) return undefined;
  const share = hits / total;
  const z2 = Z * Z;
  const middle = share + z2 / (2 * total);
  const spread = Z * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total * total));
  const scale = 1 + z2 / total;
  return {
    low: Math.max(0, (middle - spread) / scale),
    high: Math.min(1, (middle + spread) / scale),
  };
}

/** Where the mean behind independent figures lies, by the central limit; at least eight figures. */
export function meanInterval(figures: readonly number[]): Interval | undefined {
  const n = figures.length;
  if (n < FIGURES_MIN) return undefined;
  const mean = figures.reduce((sum, value) => sum + value, 0) / n;
  const variance = figures.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const spread = Z * Math.sqrt(variance / n);
  return { low: mean - spread, high: mean + spread };
}

const FIGURES_MIN = 8;

/** Tells whether two intervals leave no doubt about which figure is the larger. */
export function areApart(a: Interval, b: Interval): boolean {
  return a.high < b.low || b.high < a.low;
}

function valueAtRank(values: readonly RecordedValue[], rank: number): number {
  let seen = 0;
  for (const { value, count } of values) {
    seen += count;
    if (seen >= rank) return value;
  }
  return values.at(-1)?.value ?? Number.NaN;
}
