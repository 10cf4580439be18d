import {
  assert,
  METRICS,
  parseMetricSelector,
  parseThresholdLimit,
  samplesNeededFor,
} from '@lighthouse/contract';
import type { Metric, MetricSelector, Result, ThresholdLimit } from '@lighthouse/contract';
import type { RunFigures, SliceFigures, TrendFigures } from './figures.ts';

export type ThresholdResult = Result['thresholds'][number];

export interface JudgedThreshold {
  readonly metric: string;
  readonly limit: string;
  /** Ends a run that breaks it before its time. */
  readonly abortOnFail?: boolean;
  /** It ends no run before this time of the load. */
  readonly delayAbortUs?: number;
}

/** What is known of a threshold's figure: a number, or why there is none. */
type Measured = { readonly actual: number } | { readonly missing: string };

/**
 * Judges thresholds on figures. A figure that too few samples support makes its threshold unknown.
 * A generator that was the bottleneck delays what it sends and reads: it raises latencies, drops
 * more and answers less, never the other way round. So a limit that was kept all the same stands,
 * and one that was broken is unknown: it may be the generator's doing. Refusals and broken
 * connections are the target's in any case.
 */
export function judgeThresholds(
  thresholds: readonly JudgedThreshold[],
  figures: RunFigures,
  isGeneratorLimited = false,
): ThresholdResult[] {
  return thresholds.map((threshold) => {
    const result = judgeThreshold(threshold, figures);
    if (!isGeneratorLimited || result.verdict === 'unknown') return result;
    if (standsThoughLimited(threshold, result.verdict)) return result;
    const reason = `${result.reason}; but the generator was the bottleneck`;
    return { ...result, verdict: 'unknown', reason };
  });
}

/** Whether a slow generator could only have made the figure look worse than the target is. */
function standsThoughLimited(threshold: JudgedThreshold, verdict: 'good' | 'bad'): boolean {
  const { metric, limit } = readThreshold(threshold);
  if (metric === 'errors') return true;
  const isUpperLimit = limit.comparison === '<' || limit.comparison === '<=';
  const isLowerLimit = limit.comparison === '>' || limit.comparison === '>=';
  return verdict === 'good' && (metric === 'operations' ? isLowerLimit : isUpperLimit);
}

/**
 * Tells which threshold ends a run before its time: one that asks for it, is broken, and has waited
 * as long as it was to wait.
 */
export function thresholdToAbortFor(
  thresholds: readonly JudgedThreshold[],
  results: readonly ThresholdResult[],
  elapsedUs = Infinity,
): ThresholdResult | undefined {
  return results.find(({ verdict }, index) => {
    const { abortOnFail = false, delayAbortUs = 0 } = thresholds[index] ?? {};
    return verdict === 'bad' && abortOnFail && elapsedUs >= delayAbortUs;
  });
}

function judgeThreshold(threshold: JudgedThreshold, figures: RunFigures): ThresholdResult {
  const { metric, tags, limit } = readThreshold(threshold);
  const slice = figures.select(tags);
  const measured =
    slice === undefined
      ? { missing: whyNothing(tags) }
      : measure(slice, { metric, limit, loadSeconds: slice.seconds ?? figures.loadSeconds });
  const asked = { metric: threshold.metric, limit: threshold.limit };
  if ('missing' in measured)
    return { ...asked, actual: null, verdict: 'unknown', reason: measured.missing };
  const { actual } = measured;
  const isKept = compare(actual, limit);
  const reason = `${nameOf(limit)} is ${show(actual, metric, limit)}`;
  return { ...asked, actual, verdict: isKept ? 'good' : 'bad', reason };
}

function whyNothing({ phase, fault }: MetricSelector['tags']): string {
  if (fault === undefined && phase === undefined) return 'no operation has these tags';
  return `no operation was counted ${phase ?? 'during'} ${fault ?? 'faults'}`;
}

function readThreshold(threshold: JudgedThreshold) {
  const selector = parseMetricSelector(threshold.metric);
  assert(typeof selector !== 'string', 'the metrics of a plan were checked in its scenario');
  const limit = parseThresholdLimit(threshold.limit, selector.metric);
  assert(typeof limit !== 'string', 'the limits of a plan were checked in its scenario');
  return { ...selector, limit };
}

interface Question {
  readonly metric: Metric;
  readonly limit: ThresholdLimit;
  readonly loadSeconds: number;
}

function measure(slice: SliceFigures, { metric, limit, loadSeconds }: Question): Measured {
  const { intended, ok, fail, info, dropped } = slice.counts;
  switch (metric) {
    case 'latency':
    case 'service_time':
    case 'send_delay':
    case 'connection_wait':
      return measureTrend(slice.trends[metric], limit);
    case 'errors':
      return measureShare(limit, { part: fail + info, whole: ok + fail + info });
    case 'dropped':
      return measureShare(limit, { part: dropped, whole: intended });
    case 'operations': {
      const answered = ok + fail;
      return { actual: limit.aggregate === 'count' ? answered : answered / loadSeconds };
    }
  }
}

function measureShare(limit: ThresholdLimit, of: { part: number; whole: number }): Measured {
  if (of.whole === 0) return { missing: 'no operation was sent' };
  return { actual: limit.aggregate === 'count' ? of.part : of.part / of.whole };
}

function measureTrend(trend: TrendFigures, limit: ThresholdLimit): Measured {
  const percentile = limit.aggregate === 'med' ? 50 : limit.percentile;
  const needed = percentile === undefined ? 1 : samplesNeededFor(percentile);
  if (trend.count < needed) {
    return {
      missing: `too few samples: ${nameOf(limit)} needs ${needed}, there are ${trend.count}`,
    };
  }
  if (percentile !== undefined) return { actual: trend.percentile(percentile) };
  const { min, mean, max } = trend;
  return { actual: limit.aggregate === 'min' ? min : limit.aggregate === 'max' ? max : mean };
}

function compare(actual: number, { comparison, limit }: ThresholdLimit): boolean {
  switch (comparison) {
    case '<':
      return actual < limit;
    case '<=':
      return actual <= limit;
    case '>':
      return actual > limit;
    case '>=':
      return actual >= limit;
    case '==':
      return actual === limit;
  }
}

function nameOf({ aggregate, percentile }: ThresholdLimit): string {
  return percentile === undefined ? aggregate : `p(${percentile})`;
}

function show(actual: number, metric: Metric, limit: ThresholdLimit): string {
  if (limit.aggregate === 'count') return String(actual);
  switch (METRICS[metric].kind) {
    case 'trend':
      return `${precise(actual)} ms`;
    case 'rate':
      return `${precise(actual * 100)} %`;
    case 'counter':
      return `${precise(actual)}/s`;
  }
}

/** Four digits that count; a number above that in full. */
function precise(value: number): string {
  return value >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
