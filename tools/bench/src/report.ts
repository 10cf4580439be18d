import { compare, contendersWith, valuesOf } from './contest.ts';
import type { Comparison, ContestResult, Unit } from './contest.ts';
import type { MachineFacts } from './host/machine-facts.ts';
import { judge, median, summarize, type Aim, type Judgement, type Summary } from './statistics.ts';

export const BENCH_SCHEMA = 'lighthouse/bench/1';

/** All that one run of the benchmarks found. */
export interface BenchReport {
  readonly schema: typeof BENCH_SCHEMA;
  /** RFC 3339. */
  readonly date: string;
  readonly command: string;
  readonly machine: MachineFacts;
  readonly contests: readonly (ContestReport | SkippedReport | FailedReport)[];
}

export interface ContestReport {
  readonly benchmark: string;
  readonly name: string;
  /** Rounds that count. */
  readonly repeats: number;
  /** Rounds that were held and don't count: others took more of the machine. */
  readonly droppedCount: number;
  /** Share of all CPUs that others took in the median round; null where that cannot be known. */
  readonly othersShare: number | null;
  readonly figures: readonly FigureReport[];
  readonly comparisons: readonly ComparisonReport[];
}

export interface SkippedReport {
  readonly benchmark: string;
  readonly name: string;
  readonly skipped: string;
}

/** Something was not done right: there is nothing to compare. */
export interface FailedReport {
  readonly benchmark: string;
  readonly name: string;
  readonly failed: string;
}

export interface FigureReport extends Summary {
  readonly contender: string;
  readonly figure: string;
  readonly unit: Unit;
  /** One a round. */
  readonly values: readonly number[];
  readonly finding: Finding;
}

export interface ComparisonReport extends Summary {
  /** What is compared, in words. */
  readonly label: string;
  readonly unit: Unit | 'ratio';
  readonly values: readonly number[];
  readonly aim: Aim | null;
  readonly finding: Finding;
}

/**
 * What the noise allows to be said; `disturbed`: others took so much of the machine that nothing
 * is.
 */
export type Finding = Judgement | 'disturbed';

export function reportContest(benchmark: string, result: ContestResult): ContestReport {
  const { contest, rounds, droppedCount } = result;
  return {
    benchmark,
    name: contest.name,
    repeats: rounds.length,
    droppedCount,
    othersShare: othersShareOf(result),
    figures: contest.figures.flatMap(({ name: figure, unit }) =>
      contendersWith(result, figure).map((contender) => {
        const values = valuesOf(result, contender, figure);
        const finding = findingOf(result, { values, unit });
        return { contender, figure, unit, ...summarize(values), values, finding };
      }),
    ),
    comparisons: contest.comparisons.map((comparison) => reportComparison(result, comparison)),
  };
}

function reportComparison(result: ContestResult, comparison: Comparison): ComparisonReport {
  const { to, figure, aim, differencePer } = comparison;
  const isRatio = to !== undefined && differencePer === undefined;
  const values = compare(result, comparison);
  const unit = result.contest.figures.find(({ name }) => name === figure)?.unit ?? 'share';
  return {
    label: labelOf(comparison),
    unit: isRatio ? 'ratio' : unit,
    ...summarize(values),
    values,
    aim: aim ?? null,
    finding: findingOf(result, { values, unit, aim }),
  };
}

function labelOf({ of, to, figure, differencePer }: Comparison): string {
  if (to === undefined) return `${of}: ${figure}`;
  if (differencePer === undefined) return `${of} / ${to}: ${figure}`;
  return `${figure} of one ${differencePer.what} more (${of}, ${to})`;
}

/** Whoever works beside us takes time from us, but hardly changes what we ourselves use. */
const OWN_USE: ReadonlySet<Unit> = new Set(['CPU-ms', 'CPU-µs', 'bytes']);

function findingOf(
  { rounds }: ContestResult,
  figure: {
    readonly values: readonly number[];
    readonly unit: Unit;
    readonly aim?: Aim | undefined;
  },
): Finding {
  const isDisturbing = !OWN_USE.has(figure.unit) && rounds.some((round) => round.isDisturbed);
  return isDisturbing ? 'disturbed' : judge(figure.values, figure.aim);
}

function othersShareOf({ rounds }: ContestResult): number | null {
  const shares = rounds.flatMap(({ othersShare }) => othersShare ?? []);
  return shares.length === 0 ? null : median(shares);
}
