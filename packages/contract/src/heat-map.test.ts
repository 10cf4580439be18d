import { expect, test } from '@jest/globals';
import { HEAT_BINS, heatBinOf, heatEdgeMs } from './heat-map.ts';

test('a latency is in the bin whose edges it is between', () => {
  for (const us of [1, 2, 9, 10, 11, 99, 1000, 1999, 123_456, 3_599_999_999]) {
    const bin = heatBinOf(us);
    expect(heatEdgeMs(bin) * 1000).toBeLessThanOrEqual(us * (1 + 1e-9));
    expect(heatEdgeMs(bin + 1) * 1000).toBeGreaterThan(us);
  }
});

test('what is quicker than a microsecond, or slower than an hour, is in the first or last bin', () => {
  expect([0, 0.3].map(heatBinOf)).toEqual([0, 0]);
  expect(heatBinOf(1e12)).toBe(HEAT_BINS - 1);
  expect(heatBinOf(3_600_000_000)).toBe(HEAT_BINS - 1);
});
