import {
  LighthouseError,
  parseMetricSelector,
  parseThresholdLimit,
  samplesNeededFor,
  type Scenario,
} from '@lighthouse/contract';

type Threshold = Scenario['thresholds'][number];

/** Held together with every SLO that does not name them: answers that are quick and no good. */
const BESIDES = [
  { metric: 'errors', limit: 'rate < 1%' },
  { metric: 'dropped', limit: 'rate < 1%' },
] as const;

/**
 * Reads `p(99)<100ms`, or `latency{op:review}: p(95) < 1s; errors: rate < 0.1%`. Adds that less
 * than 1 % of the operations may fail, and less than 1 % be dropped. Throws LH_USAGE.
 */
export function parseSlo(text: string, metricElse = 'latency{op:command}'): Threshold[] {
  const asked = text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => parseOne(part, metricElse));
  if (asked.length === 0) throw refused(`"${text}" names no limit`);
  const named = asked.map(({ metric }) => metric.replace(/\{.*/, ''));
  const besides = BESIDES.filter(({ metric }) => !named.includes(metric));
  return [...asked, ...besides.map((each) => ({ ...each, abortOnFail: false }))];
}

/** Samples below which one of the limits cannot be judged. */
export function samplesNeeded(thresholds: readonly Threshold[]): number {
  return Math.max(
    ...thresholds.map(({ limit }) => {
      const percentile = /^p\((\d+(?:\.\d+)?)\)/.exec(limit.trim())?.[1];
      return percentile === undefined ? 1 : samplesNeededFor(Number(percentile));
    }),
  );
}

function parseOne(part: string, metricElse: string): Threshold {
  const [, metric = metricElse, limit = ''] =
    /^\s*(?:([a-z_]+(?:\{[^{}]*\})?)\s*:)?\s*(.*?)\s*$/.exec(part) ?? [];
  const selector = parseMetricSelector(metric);
  if (typeof selector === 'string') throw refused(selector);
  const parsed = parseThresholdLimit(limit, selector.metric);
  if (typeof parsed === 'string') throw refused(parsed);
  return { metric, limit, abortOnFail: false };
}

function refused(message: string): LighthouseError {
  return new LighthouseError('LH_USAGE', `--slo: ${message}`, {
    hint: "write 'p(99)<100ms', or 'latency{op:review}: p(95) < 1s; errors: rate < 0.1%'",
  });
}
