/**
 * How the figures of a scenario went from run to run. Only runs of one scenario, as it is written
 * but for its seed, on one kind of machine stand in one line.
 */
import type { Result, VerdictValue } from '@lighthouse/contract';
import { okPerSecond } from '../model/key-figures.ts';
import { errorShare } from '../model/slices.ts';
import { comparableScenario } from '../compare/warnings.ts';

export interface TrendFigure {
  readonly name: string;
  readonly unit: 'duration' | 'share' | 'rate';
  readonly better: 'higher' | 'lower';
  /** One a run, oldest first; null where a run has too few samples. */
  readonly values: readonly (number | null)[];
  /** Median of the runs before the last one that have the figure; null without any. */
  readonly usual: number | null;
  /** Of the last run, against all before it. */
  readonly last: 'better than all before' | 'worse than all before' | 'within' | 'too few runs';
}

export interface Trend {
  readonly scenario: string;
  readonly host: string;
  readonly runs: readonly {
    readonly id: string;
    readonly startedAt: string;
    readonly verdict: VerdictValue;
    readonly isLimited: boolean;
  }[];
  readonly figures: readonly TrendFigure[];
}

/** Before so many, being outside of all others says little. */
const RUNS_BEFORE_MIN = 5;

const FIGURES: readonly (Pick<TrendFigure, 'name' | 'unit' | 'better'> & {
  readonly of: (run: Result) => number | null;
})[] = [
  { name: 'throughput', unit: 'rate', better: 'higher', of: okPerSecond },
  { name: 'latency p50', unit: 'duration', better: 'lower', of: ({ total }) => total.latency.p50 },
  { name: 'latency p95', unit: 'duration', better: 'lower', of: ({ total }) => total.latency.p95 },
  { name: 'latency p99', unit: 'duration', better: 'lower', of: ({ total }) => total.latency.p99 },
  { name: 'errors', unit: 'share', better: 'lower', of: ({ counts }) => errorShare(counts) },
];

/** Sorts runs into trends, that with the newest run first; at most the last `runsMax` of each. */
export function trendsOf(runs: readonly Result[], runsMax: number): Trend[] {
  const lines = new Map<string, Result[]>();
  for (const run of runs.toSorted(byStart)) {
    const line = JSON.stringify([comparableScenario(run), run.host.fingerprint]);
    lines.set(line, [...(lines.get(line) ?? []), run]);
  }
  const newest = [...lines.values()].toSorted((a, b) => -byStart(a.at(-1), b.at(-1)));
  return newest.map((line) => trendOf(line.slice(-runsMax)));
}

function byStart(a: Result | undefined, b: Result | undefined): number {
  return (a?.run.startedAt ?? '') < (b?.run.startedAt ?? '') ? -1 : 1;
}

function trendOf(runs: readonly Result[]): Trend {
  return {
    scenario: runs[0]?.scenario.name ?? '',
    host: runs[0]?.host.fingerprint ?? '',
    runs: runs.map(({ run, verdict, generator }) => ({
      id: run.id,
      startedAt: run.startedAt,
      verdict: verdict.value,
      isLimited: generator.limited,
    })),
    figures: FIGURES.map(({ of, ...figure }) => {
      const values = runs.map(of);
      const before = values.slice(0, -1).filter((value) => value !== null);
      const last = judgeLast(values.at(-1) ?? null, before, figure.better);
      return { ...figure, values, usual: median(before), last };
    }),
  };
}

function judgeLast(
  last: number | null,
  before: readonly number[],
  better: 'higher' | 'lower',
): TrendFigure['last'] {
  if (last === null || before.length < RUNS_BEFORE_MIN) return 'too few runs';
  const isAbove = last > Math.max(...before);
  if (!isAbove && !(last < Math.min(...before))) return 'within';
  return isAbove === (better === 'higher') ? 'better than all before' : 'worse than all before';
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
