import { closestName } from './closest-name.ts';
import { parseDurationMs } from './units.ts';

/**
 * Thresholds in k6's words.
 *
 *   latency{op:command,behaviour:honest}: p(99) < 100ms
 *
 * Left, a metric and, optionally, tags that select a part of it; right, an aggregate, a comparison
 * and a limit. A limit is a number, a duration (for latency and send_delay) or a percentage (for
 * errors and dropped).
 */
export interface MetricSelector {
  readonly metric: Metric;
  readonly tags: Readonly<Partial<Record<MetricTag, string>>>;
}

/**
 * `rate` of errors and dropped is a share of 1; `rate` of operations is per second; latencies are
 * in milliseconds.
 */
export interface ThresholdLimit {
  readonly aggregate: 'p' | 'avg' | 'min' | 'max' | 'med' | 'rate' | 'count';
  /** For `p` only: above 0, at most 100. */
  readonly percentile?: number;
  readonly comparison: '<' | '<=' | '>' | '>=' | '==';
  readonly limit: number;
}

export const METRICS = {
  latency: { kind: 'trend', means: 'time from when an operation was intended to its answer' },
  service_time: { kind: 'trend', means: 'time from when an operation was sent to its answer' },
  send_delay: {
    kind: 'trend',
    means: 'time from when an operation was intended to when it was sent',
  },
  connection_wait: {
    kind: 'trend',
    means: 'the part of the send delay that was spent waiting for a connection',
  },
  errors: { kind: 'rate', means: 'share of operations that ended as fail or info' },
  dropped: { kind: 'rate', means: 'share of intended operations that were never sent' },
  operations: { kind: 'counter', means: 'operations that were answered' },
} as const;
export type Metric = keyof typeof METRICS;

/** What every slice of a result carries. */
export const SLICE_TAGS = ['op', 'role', 'behaviour'] as const;
export type SliceTag = (typeof SLICE_TAGS)[number];
/** And what else a threshold can select by: stretches of time beside faults. */
export const METRIC_TAGS = [...SLICE_TAGS, 'phase', 'fault'] as const;
export type MetricTag = (typeof METRIC_TAGS)[number];

const AGGREGATES = {
  trend: ['p', 'avg', 'min', 'max', 'med'],
  rate: ['rate', 'count'],
  counter: ['rate', 'count'],
} as const satisfies Record<string, readonly ThresholdLimit['aggregate'][]>;

const SELECTOR = /^([a-z_]+)(?:\{([^{}]*)\})?$/;
const LIMIT = /^(?:p\((\d+(?:\.\d+)?)\)|(avg|min|max|med|rate|count))\s*(<=|>=|==|<|>)\s*(\S+)$/;

/** Reads the left side. Returns what is wrong with it as text. */
export function parseMetricSelector(text: string): MetricSelector | string {
  const match = SELECTOR.exec(text.trim());
  if (match === null) return `"${text}" is not a metric: write latency or latency{op:command}`;
  const metric = match[1] as Metric;
  if (!Object.hasOwn(METRICS, metric)) return noMetric(match[1] ?? '');
  const tags: Partial<Record<MetricTag, string>> = {};
  for (const pair of (match[2] ?? '').split(',').filter((part) => part.trim() !== '')) {
    const [name = '', value = ''] = pair.split(':').map((part) => part.trim());
    if (!(METRIC_TAGS as readonly string[]).includes(name) || value === '') {
      return `"${pair}" is not a tag: write one of ${METRIC_TAGS.join(', ')} and a value, as in op:command`;
    }
    tags[name as MetricTag] = value;
  }
  return { metric, tags };
}

/** What k6 calls them. */
const ELSEWHERE: Readonly<Record<string, Metric>> = {
  http_req_duration: 'latency',
  http_req_failed: 'errors',
  http_req_waiting: 'service_time',
  http_reqs: 'operations',
  iteration_duration: 'latency',
  iterations: 'operations',
  dropped_iterations: 'dropped',
  checks: 'errors',
};

function noMetric(name: string): string {
  const names = Object.keys(METRICS);
  const meant = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : closestName(name, names);
  const question = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return `no metric "${name}": there are ${names.join(', ')}${question}`;
}

/** Reads the right side for a metric. Returns what is wrong with it as text. */
export function parseThresholdLimit(text: string, metric: Metric): ThresholdLimit | string {
  const match = LIMIT.exec(text.trim());
  if (match === null)
    return `"${text}" is not a limit: write p(99) < 100ms, rate < 1% or count > 10`;
  const percentile = match[1] === undefined ? undefined : Number(match[1]);
  const aggregate = percentile === undefined ? (match[2] as ThresholdLimit['aggregate']) : 'p';
  const { kind } = METRICS[metric];
  if (!(AGGREGATES[kind] as readonly string[]).includes(aggregate)) {
    return `${metric} has no ${aggregate}: it has ${AGGREGATES[kind].join(', ')}`;
  }
  if (percentile !== undefined && !(percentile > 0 && percentile <= 100))
    return `no percentile ${percentile}`;
  const limit = parseLimitNumber(match[4] ?? '', kind);
  if (limit === undefined) return `"${match[4]}" is not a limit for ${metric}`;
  const comparison = match[3] as ThresholdLimit['comparison'];
  return percentile === undefined
    ? { aggregate, comparison, limit }
    : { aggregate, percentile, comparison, limit };
}

function parseLimitNumber(text: string, kind: 'trend' | 'rate' | 'counter'): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (kind === 'rate' && /^\d+(\.\d+)?%$/.test(text)) return Number(text.slice(0, -1)) / 100;
  if (kind === 'counter' && /^\d+(\.\d+)?\/s$/.test(text)) return Number(text.slice(0, -2));
  return kind === 'trend' ? parseDurationMs(text) : undefined;
}

/**
 * Samples below which a percentile is not printed: p95 needs 20, p99 100, p99.9 1,000, as 1 / (1 -
 * q).
 */
export function samplesNeededFor(percentile: number): number {
  return percentile >= 100 ? 1 : Math.ceil(Math.round((1 / (1 - percentile / 100)) * 1e6) / 1e6);
}
