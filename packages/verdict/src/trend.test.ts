import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { Trend, TREND_US_MAX } from './trend.ts';

function trendOf(values: readonly number[]): Trend {
  const trend = new Trend('narrow');
  for (const value of values) trend.record(value);
  return trend;
}

test('a percentile is withheld until enough samples support it', () => {
  const trend = trendOf(Array.from({ length: 99 }, (_, i) => (i + 1) * 1000));
  expect(trend.percentileMs(95)).toBeCloseTo(95, 0);
  expect(trend.percentileMs(99)).toBeNull();
  trend.record(100_000);
  expect(trend.percentileMs(99)).toBeCloseTo(99, 0);
});

test('a percentile is within 0.1 % of the ranked sample', () => {
  const times = fc.array(fc.integer({ min: 1, max: TREND_US_MAX }), { minLength: 20 });
  fc.assert(
    fc.property(times, (values) => {
      const ranked = values.toSorted((a, b) => a - b);
      const exact = ranked[Math.ceil(0.95 * ranked.length) - 1] ?? 0;
      const measured = (trendOf(values).percentileMs(95) ?? 0) * 1000;
      expect(Math.abs(measured - exact)).toBeLessThanOrEqual(1 + exact * 0.001);
    }),
  );
});

test('parts merged are the same as the whole', () => {
  const times = fc.array(fc.integer({ min: 0, max: 1e8 }), { minLength: 1 });
  fc.assert(
    fc.property(times, times, (a, b) => {
      const merged = new Trend('wide');
      for (const part of [a, b]) {
        const delta = trendOf(part).take();
        if (delta !== undefined) merged.add(delta);
      }
      const whole = new Trend('wide');
      for (const value of [...a, ...b]) whole.record(value);
      const [of, expected] = [merged.distribution(), whole.distribution()];
      expect(of).toEqual({ ...expected, hdr: of.hdr });
    }),
    { numRuns: 25 },
  );
});

test('mean and deviation are those of the library', () => {
  const times = fc.array(fc.integer({ min: 0, max: TREND_US_MAX }), { minLength: 1 });
  fc.assert(
    fc.property(times, (values) => {
      const { hdr, mean, stddev } = trendOf(values).distribution();
      const reference = decodeFromCompressedBase64(hdr);
      expect(mean).toBeCloseTo(reference.mean / 1000, 6);
      expect(stddev).toBeCloseTo(reference.stdDeviation / 1000, 4);
    }),
    { numRuns: 50 },
  );
});

test('what was taken is gone', () => {
  const trend = trendOf([5, 7]);
  expect(trend.take()).toMatchObject({ minUs: 5, maxUs: 7 });
  expect(trend.take()).toBeUndefined();
  expect(trend.distribution()).toMatchObject({ count: 0, min: null, max: null, p50: null });
});

test('the encoding can be read by any HdrHistogram', () => {
  const { hdr } = trendOf([1000, 2000, 3000]).distribution();
  const decoded = decodeFromCompressedBase64(hdr);
  expect(decoded.totalCount).toBe(3);
  expect(decoded.getValueAtPercentile(50)).toBe(2000);
});

test('what cannot be a time counts as the nearest that can', () => {
  const trend = trendOf([-5, Number.NaN, Infinity]);
  expect(trend.distribution()).toMatchObject({ count: 3, min: 0, max: TREND_US_MAX / 1000 });
});
