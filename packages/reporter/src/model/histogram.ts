import { assert, LighthouseError, samplesNeededFor } from '@lighthouse/contract';
import type { Distribution } from '@lighthouse/contract';
import { build, decodeFromCompressedBase64, JsHistogram } from 'hdr-histogram-js';

/** Base64 of one histogram: a million different latencies take 13,000. */
const ENCODED_LENGTH_MAX = 1 << 20;
const SIGNIFICANT_DIGITS = 3;
const MICROSECONDS = 1000;

export interface Quantiles {
  readonly count: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
}

/** How often a value was recorded, in ascending order of values (milliseconds). */
export interface RecordedValue {
  readonly value: number;
  readonly count: number;
}

/**
 * Decodes the histogram of a distribution; undefined when nothing was recorded. Throws
 * LH_NOT_A_RUN, naming `where`.
 */
export function decodeHistogram(
  { count, hdr }: Pick<Distribution, 'count' | 'hdr'>,
  where: string,
): JsHistogram | undefined {
  if (count === 0) return undefined;
  if (hdr.length > ENCODED_LENGTH_MAX) throw notAHistogram(where, 'it is too long');
  const histogram = decode(hdr, where);
  assert(histogram instanceof JsHistogram, 'without WebAssembly histograms are JsHistograms');
  return histogram;
}

function decode(hdr: string, where: string) {
  try {
    return decodeFromCompressedBase64(hdr, 64, false);
  } catch (error) {
    throw notAHistogram(where, error instanceof Error ? error.message : String(error));
  }
}

/** Lists what a histogram holds. */
export function recordedValues(histogram: JsHistogram): RecordedValue[] {
  const values: RecordedValue[] = [];
  for (let index = 0; index < histogram.countsArrayLength; index++) {
    const count = histogram.getCountAtIndex(index);
    if (count === 0) continue;
    const middle = histogram.medianEquivalentValue(histogram.valueFromIndex(index));
    values.push({ value: middle / MICROSECONDS, count });
  }
  return values;
}

/** Adds histograms up. */
export function mergeHistograms(histograms: readonly JsHistogram[]): JsHistogram | undefined {
  const [first] = histograms;
  if (histograms.length <= 1) return first;
  const merged = build({
    bitBucketSize: 64,
    autoResize: true,
    numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
  });
  assert(merged instanceof JsHistogram, 'without WebAssembly histograms are JsHistograms');
  for (const histogram of histograms) merged.add(histogram);
  return merged;
}

/** Gives a percentile in milliseconds, or null when there are too few samples to speak of it. */
export function percentileOf(histogram: JsHistogram, percentile: number): number | null {
  if (histogram.totalCount < samplesNeededFor(percentile)) return null;
  return histogram.getValueAtPercentile(percentile) / MICROSECONDS;
}

/**
 * Joins distributions into one: counts add up, extremes are kept, quantiles are read off the merged
 * histogram.
 */
export function mergeDistributions(
  distributions: readonly Distribution[],
  where: string,
): Quantiles {
  const filled = distributions.filter(({ count }) => count > 0);
  const [only] = filled;
  if (only === undefined) return NOTHING_RECORDED;
  if (filled.length === 1) return only;
  const histograms = filled.map((each) => decodeHistogram(each, where));
  const merged = mergeHistograms(histograms.filter((each) => each !== undefined));
  assert(merged !== undefined, 'a distribution with samples has a histogram');
  const count = filled.reduce((sum, each) => sum + each.count, 0);
  const min = smallest(filled.map((each) => each.min));
  const max = largest(filled.map((each) => each.max));
  const percentile = (percent: number) => {
    const value = percentileOf(merged, percent);
    // A slot reports its upper edge, which may lie above anything that was recorded.
    return value === null ? null : Math.max(min ?? 0, Math.min(max ?? Infinity, value));
  };
  return {
    count,
    min,
    mean: filled.reduce((sum, each) => sum + (each.mean ?? 0) * each.count, 0) / count,
    max,
    p50: percentile(50),
    p90: percentile(90),
    p95: percentile(95),
    p99: percentile(99),
    p999: percentile(99.9),
  };
}

const NOTHING_RECORDED: Quantiles = {
  count: 0,
  min: null,
  mean: null,
  max: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
};

function smallest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function notAHistogram(where: string, problem: string): LighthouseError {
  return new LighthouseError('LH_NOT_A_RUN', 'the result holds a histogram that cannot be read', {
    facts: { at: where, problem },
    hint: 'run the scenario again, or report this file',
  });
}
