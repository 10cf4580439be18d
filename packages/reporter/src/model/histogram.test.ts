import { expect, test } from '@jest/globals';
import { distributionOf, evenSamples } from '../../test/sample-distribution.ts';
import { decodeHistogram, mergeDistributions, recordedValues } from './histogram.ts';

test('a histogram gives back what was recorded', () => {
  const histogram = decodeHistogram(
    distributionOf([
      [3, 2],
      [10, 1],
      [2000, 5],
    ]),
    'here',
  );
  expect(recordedValues(histogram!)).toEqual([
    { value: 0.003, count: 2 },
    { value: 0.01, count: 1 },
    { value: 2, count: 5 },
  ]);
});

test('without samples there is no histogram', () => {
  expect(decodeHistogram(distributionOf([]), 'here')).toBeUndefined();
  expect(decodeHistogram({ count: 0, hdr: 'anything' }, 'here')).toBeUndefined();
});

test.each([
  ['not base64', '%%%'],
  ['not a histogram', 'AAAAAAAAAAAA'],
  ['cut off', distributionOf(evenSamples(1, 100, 1)).hdr.slice(0, 20)],
  ['endless', 'A'.repeat((1 << 20) + 4)],
])('a histogram that is %s is refused with its place', (_what, hdr) => {
  expect(() => decodeHistogram({ count: 5, hdr }, 'slices[1].latency.hdr')).toThrow(
    expect.objectContaining({
      code: 'LH_NOT_A_RUN',
      facts: expect.objectContaining({ at: 'slices[1].latency.hdr' }),
    }),
  );
});

test('quantiles of merged distributions are those of all samples together, not a mean of quantiles', () => {
  // 90 samples from 1 to 90 µs and 10 samples of 2 ms: p90 is 90 µs, p95 and p99 are 2 ms.
  const merged = mergeDistributions(
    [distributionOf(evenSamples(1, 90, 1)), distributionOf([[2000, 10]])],
    'here',
  );
  expect(merged).toMatchObject({ count: 100, min: 0.001, max: 2, p90: 0.09, p95: 2, p99: 2 });
  expect(merged.p50).toBe(0.05);
  expect(merged.mean).toBeCloseTo((90 * 0.0455 + 10 * 2) / 100, 6);
});

test('merged distributions give no quantile that their samples do not support', () => {
  const merged = mergeDistributions(
    [distributionOf([[100, 10]]), distributionOf([[200, 9]])],
    'here',
  );
  expect(merged).toMatchObject({ count: 19, p50: 0.1, p90: 0.2, p95: null, p99: null, p999: null });
});

test('a merged quantile never lies above what was measured', () => {
  // 100,003 µs falls into a slot that reaches up to 100,031.
  const merged = mergeDistributions(
    [distributionOf([[100_003, 1]]), distributionOf([[100_003, 1]])],
    'here',
  );
  expect(merged.p50).toBe(100.003);
});

test('one distribution alone keeps the figures it came with', () => {
  const alone = distributionOf(evenSamples(1, 100, 1));
  expect(mergeDistributions([distributionOf([]), alone], 'here')).toBe(alone);
  expect(mergeDistributions([], 'here')).toMatchObject({ count: 0, p50: null });
});
