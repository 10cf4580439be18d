import { samplesNeededFor } from '@lighthouse/contract';
import type { Distribution } from '@lighthouse/contract';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';

/** Pairs of a time in microseconds and how many samples took it. */
export type Samples = readonly (readonly [us: number, count: number])[];

/**
 * One sample each of first, first + step, … up to last, in microseconds. Up to 2,047 a histogram
 * keeps them exactly.
 */
export function evenSamples(first: number, last: number, step: number): Samples {
  const samples: [number, number][] = [];
  for (let us = first; us <= last; us += step) samples.push([us, 1]);
  return samples;
}

/**
 * Makes a distribution as lh-run does: exact extremes, quantiles from a histogram of three digits.
 */
export function distributionOf(samples: Samples): Distribution {
  const histogram = build({
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 1 << 17,
    numberOfSignificantValueDigits: 3,
  });
  for (const [us, count] of samples) histogram.recordValueWithCount(us, count);
  const times = samples.map(([us]) => us);
  const min = times.reduce((a, b) => Math.min(a, b), Infinity);
  const max = times.reduce((a, b) => Math.max(a, b), 0);
  const count = histogram.totalCount;
  const known = (us: number) => (count === 0 ? null : us / 1000);
  const percentile = (percent: number) =>
    count < samplesNeededFor(percent)
      ? null
      : Math.max(min, Math.min(max, histogram.getValueAtPercentile(percent))) / 1000;
  return {
    count,
    min: known(min),
    mean: known(histogram.mean),
    max: known(max),
    stddev: known(histogram.stdDeviation),
    p50: percentile(50),
    p90: percentile(90),
    p95: percentile(95),
    p99: percentile(99),
    p999: percentile(99.9),
    hdr: encodeIntoCompressedBase64(histogram),
  };
}
