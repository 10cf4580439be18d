/**
 * Sets runs against each other. With four or more on both sides, the rank-sum test on one figure a
 * run decides (as benchstat does), so that what scatters from run to run is in the answer. With
 * fewer, histograms are merged and confidence intervals of 99 % decide: what differs between runs
 * of one side is then not known, and the answer says so.
 */
import type { Result } from '@lighthouse/contract';
import { figuresOf } from './figures.ts';
import type { Figure } from './figures.ts';
import { areApart } from './quantile-interval.ts';
import type { Interval } from './quantile-interval.ts';
import { rankSum } from './rank-sum.ts';
import { warningsOf } from './warnings.ts';
import type { Warning } from './warnings.ts';

/** Runs of one version, one setting, one whatever is compared. */
export interface Side {
  readonly label: string;
  readonly runs: readonly Result[];
}

/** `same` is never said: too small a difference to be seen is `unclear`. */
export type Change = 'better' | 'worse' | 'unclear';

export interface Difference {
  readonly figure: Pick<Figure, 'name' | 'unit' | 'better'>;
  readonly base: number | null;
  readonly other: number | null;
  /** Where each lies with a confidence of 99 %; null where that cannot be said. */
  readonly intervals: readonly [base: Interval | null, other: Interval | null];
  /** (other - base) / base; null when a figure is missing or the base is zero. */
  readonly relative: number | null;
  readonly change: Change;
  /** What the change rests on, or why nothing can be said. */
  readonly reason: string;
}

export interface Comparison {
  readonly base: string;
  readonly other: string;
  readonly runs: readonly [base: number, other: number];
  readonly differences: readonly Difference[];
  /** What makes the runs hard to compare. */
  readonly warnings: readonly Warning[];
}

/** benchstat's: one false alarm in twenty figures that do not differ. */
const ALPHA = 0.05;
/** Below that, the rank-sum test can give no p under ALPHA. */
export const RUNS_FOR_RANKS = 4;

/** Compares each side with the first. */
export function compareSides(base: Side, others: readonly Side[]): Comparison[] {
  return others.map((other) => ({
    base: base.label,
    other: other.label,
    runs: [base.runs.length, other.runs.length],
    differences: figuresOf([...base.runs, ...other.runs]).map((figure) =>
      differenceOf(figure, base, other),
    ),
    warnings: warningsOf(base, other),
  }));
}

function differenceOf(figure: Figure, base: Side, other: Side): Difference {
  const [one, two] = [figure.together(base.runs), figure.together(other.runs)];
  const { name, unit, better } = figure;
  const rest = {
    figure: { name, unit, better },
    base: one.value,
    other: two.value,
    intervals: [one.interval ?? null, two.interval ?? null] as const,
  };
  if (one.value === null || two.value === null)
    return { ...rest, relative: null, change: 'unclear', reason: 'too few samples' };
  const relative = one.value === 0 ? null : (two.value - one.value) / one.value;
  const { isSeen, reason } = seen(figure, { base, other, one, two });
  const isBetter = two.value > one.value === (better === 'higher');
  const change = !isSeen || one.value === two.value ? 'unclear' : isBetter ? 'better' : 'worse';
  return { ...rest, relative, change, reason };
}

interface Sides {
  readonly base: Side;
  readonly other: Side;
  readonly one: ReturnType<Figure['together']>;
  readonly two: ReturnType<Figure['together']>;
}

/** Tells whether the difference is more than chance, and how that is known. */
function seen(
  figure: Figure,
  { base, other, one, two }: Sides,
): { isSeen: boolean; reason: string } {
  const [a, b] = [valuesOf(figure, base), valuesOf(figure, other)];
  if (figure.unit !== 'count' && Math.min(a.length, b.length) >= RUNS_FOR_RANKS) {
    const { p } = rankSum(a, b);
    return { isSeen: p < ALPHA, reason: `p=${p.toFixed(3)} n=${a.length}+${b.length}` };
  }
  if (one.interval === undefined || two.interval === undefined)
    return { isSeen: false, reason: `too few samples or runs (n=${a.length}+${b.length})` };
  const isSeen = areApart(one.interval, two.interval);
  if (figure.unit === 'count') return { isSeen, reason: 'counted' };
  return { isSeen, reason: isSeen ? '99 % intervals apart' : '99 % intervals overlap' };
}

function valuesOf(figure: Figure, side: Side): number[] {
  return side.runs.map(figure.of).filter((value) => value !== null);
}
