import type { OutcomeCounts, Result } from '@lighthouse/contract';
import { discrepancyCount } from '../model/audit.ts';
import {
  decodeHistogram,
  mergeHistograms,
  percentileOf,
  recordedValues,
} from '../model/histogram.ts';
import type { RecordedValue } from '../model/histogram.ts';
import { okPerSecond } from '../model/key-figures.ts';
import { errorShare } from '../model/slices.ts';
import { meanInterval, quantileInterval, shareInterval } from './quantile-interval.ts';
import type { Interval } from './quantile-interval.ts';

/** What is compared, and which way is better. Durations are milliseconds. */
export interface Figure {
  readonly name: string;
  readonly unit: 'duration' | 'share' | 'rate' | 'count' | 'cores' | 'bytes';
  readonly better: 'higher' | 'lower';
  /** Of one run; null when it has too few samples. */
  readonly of: (run: Result) => number | null;
  /** Of several runs of one side taken together, with its interval when one can be given. */
  readonly together: (runs: readonly Result[]) => Together;
}

export interface Together {
  readonly value: number | null;
  readonly interval: Interval | undefined;
}

const PERCENTILES = [50, 95, 99, 99.9] as const;

/** The figures of a whole run, then those of each operation that all runs have. */
export function figuresOf(runs: readonly Result[]): Figure[] {
  const [first, ...others] = runs.map(operationsOf);
  const shared = [...(first ?? [])].filter((op) => others.every((ops) => ops.has(op)));
  return [
    throughput,
    ...latencies('latency', (run) => [run.total.latency]),
    ...(shared.length > 1 ? shared.flatMap(latenciesOfOperation) : []),
    shareFigure('errors', failed, answered),
    shareFigure(
      'dropped',
      ({ dropped }) => dropped,
      ({ intended }) => intended,
    ),
    discrepancies,
    useFigure('CPU of the target', 'cores', ({ targetUse }) => targetUse.cpuMean),
    useFigure('memory of the target', 'bytes', ({ targetUse }) => targetUse.memoryMax),
  ];
}

function operationsOf({ slices }: Result): Set<string> {
  return new Set(slices.filter(({ latency }) => latency.count > 0).map(({ op }) => op));
}

const throughput: Figure = {
  name: 'throughput',
  unit: 'rate',
  better: 'higher',
  of: okPerSecond,
  together: (runs) => {
    const seconds = runs.reduce((sum, { run }) => sum + run.durationMs, 0) / 1000;
    const value =
      seconds > 0 ? runs.reduce((sum, { counts }) => sum + counts.ok, 0) / seconds : null;
    return { value, interval: meanInterval(runs.flatMap(ratesOverTime)) };
  },
};

/** OK per second in each interval of a run but the first and the last, which are not whole. */
function ratesOverTime({ series }: Result): number[] {
  return series.ok.slice(1, -1).map((count) => count / (series.intervalMs / 1000));
}

function latenciesOfOperation(op: string): Figure[] {
  return latencies(`latency{op:${op}}`, ({ slices }) =>
    slices.filter((slice) => slice.op === op).map(({ latency }) => latency),
  );
}

type Distributions = (run: Result) => readonly Result['total']['latency'][];

function latencies(name: string, distributionsOf: Distributions): Figure[] {
  const histogramOf = (runs: readonly Result[]) => {
    const decoded = runs.flatMap((run) =>
      distributionsOf(run).map((each) => decodeHistogram(each, `${name} of ${run.run.id}`)),
    );
    return mergeHistograms(decoded.filter((each) => each !== undefined));
  };
  return PERCENTILES.map((percentile) => {
    const valueOf = (runs: readonly Result[]) => {
      const histogram = histogramOf(runs);
      return histogram === undefined ? null : percentileOf(histogram, percentile);
    };
    return {
      name: `${name} p${percentile}`,
      unit: 'duration',
      better: 'lower',
      of: (run) => valueOf([run]),
      together: (runs) => {
        const histogram = histogramOf(runs);
        const values: RecordedValue[] = histogram === undefined ? [] : recordedValues(histogram);
        return { value: valueOf(runs), interval: quantileInterval(values, percentile / 100) };
      },
    };
  });
}

function failed({ fail, info }: OutcomeCounts): number {
  return fail + info;
}

function answered({ ok, fail, info }: OutcomeCounts): number {
  return ok + fail + info;
}

type CountOf = (counts: OutcomeCounts) => number;

function shareFigure(name: string, hitsOf: CountOf, totalOf: CountOf): Figure {
  const share = (hits: number, total: number) => (total === 0 ? null : hits / total);
  return {
    name,
    unit: 'share',
    better: 'lower',
    of: ({ counts }) =>
      name === 'errors' ? errorShare(counts) : share(hitsOf(counts), totalOf(counts)),
    together: (runs) => {
      const hits = runs.reduce((sum, { counts }) => sum + hitsOf(counts), 0);
      const total = runs.reduce((sum, { counts }) => sum + totalOf(counts), 0);
      return { value: share(hits, total), interval: shareInterval(hits, total) };
    },
  };
}

/** What the audit found is no sample of anything: each one is a fact. */
const discrepancies: Figure = {
  name: 'differences between history and log',
  unit: 'count',
  better: 'lower',
  of: ({ audit }) => (audit.status === 'skipped' ? null : discrepancyCount(audit)),
  together: (runs) => {
    const counts = runs.map(discrepancies.of);
    const value = counts.some((count) => count === null)
      ? null
      : counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
    return { value, interval: value === null ? undefined : { low: value, high: value } };
  },
};

/** One figure a run, so that a single run says nothing of how it scatters. */
function useFigure(
  name: string,
  unit: 'cores' | 'bytes',
  of: (run: Result) => number | null,
): Figure {
  return {
    name,
    unit,
    better: 'lower',
    of,
    together: (runs) => {
      const known = runs.map(of).filter((value) => value !== null);
      const value =
        known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
      return { value, interval: undefined };
    },
  };
}
