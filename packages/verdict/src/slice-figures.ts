import type { Distribution, MetricSelector, Slice } from '@lighthouse/contract';
import type { Histogram } from 'hdr-histogram-js';
import { decodeHistogram } from './decode-histogram.ts';
import type { RunFigures, SliceFigures, TrendFigures } from './figures.ts';
import { sumCounts } from './join-slices.ts';

/** Gives the figures of slices as a result has them, merged by their histograms. */
export function figuresOf(
  slices: readonly Slice[],
  loadSeconds: number,
  stretch: StretchFigures = () => undefined,
): RunFigures {
  return {
    loadSeconds,
    select(tags) {
      if (tags.phase !== undefined || tags.fault !== undefined)
        return selectIn(stretch(tags), tags);
      const selected = slices.filter((slice) => hasTags(slice, tags));
      return selected.length === 0 ? undefined : merge(selected);
    },
  };
}

/** The slices of the stretches of time that `phase` and `fault` select, and how long they last. */
export type StretchFigures = (
  tags: MetricSelector['tags'],
) => { readonly slices: readonly Slice[]; readonly seconds: number } | undefined;

function selectIn(
  of: ReturnType<StretchFigures>,
  tags: MetricSelector['tags'],
): SliceFigures | undefined {
  const selected = of?.slices.filter((slice) => hasTags(slice, tags)) ?? [];
  if (of === undefined || selected.length === 0) return undefined;
  return { ...merge(selected), seconds: of.seconds };
}

function hasTags(slice: Slice, { op, role, behaviour }: MetricSelector['tags']): boolean {
  return (
    (op === undefined || op === slice.op) &&
    (role === undefined || role === slice.role) &&
    (behaviour === undefined || behaviour === slice.behaviour)
  );
}

function merge(slices: readonly Slice[]): SliceFigures {
  return {
    counts: sumCounts(slices.map(({ counts }) => counts)),
    trends: {
      latency: mergeTrends(slices.map(({ latency }) => latency)),
      service_time: mergeTrends(slices.map(({ serviceTime }) => serviceTime)),
      send_delay: mergeTrends(slices.map(({ sendDelay }) => sendDelay)),
      connection_wait: mergeTrends(slices.flatMap(({ connectionWait }) => connectionWait ?? [])),
    },
  };
}

function mergeTrends(distributions: readonly Distribution[]): TrendFigures {
  const some = distributions.filter(({ count }) => count > 0);
  const count = some.reduce((sum, one) => sum + one.count, 0);
  const min = Math.min(...some.map((one) => one.min ?? 0));
  const max = Math.max(...some.map((one) => one.max ?? 0));
  const total = some.reduce((sum, one) => sum + (one.mean ?? 0) * one.count, 0);
  let merged: Histogram | undefined;
  return {
    count,
    min,
    mean: total / count,
    max,
    percentile(percent) {
      merged ??= mergeHistograms(some);
      // A slot reports its edge, which may lie outside of what was recorded.
      const ms = (merged?.getValueAtPercentile(percent) ?? 0) / US_PER_MS;
      return Math.min(max, Math.max(min, ms));
    },
  };
}

const US_PER_MS = 1000;

function mergeHistograms(distributions: readonly Distribution[]): Histogram | undefined {
  const [first, ...rest] = distributions.map(({ hdr }) => decodeHistogram(hdr));
  if (first === undefined) return undefined;
  first.autoResize = true;
  for (const histogram of rest) first.add(histogram);
  return first;
}
