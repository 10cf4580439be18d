import { expect, test } from '@jest/globals';
import { areApart, meanInterval, quantileInterval, shareInterval } from './quantile-interval.ts';

const ones = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ value: i + 1, count: 1 }));

test('the median of 100 samples lies between the 38th and the 63rd', () => {
  // 50 ± 2.576 * 5 = 37.12 … 62.88.
  expect(quantileInterval(ones(100), 0.5)).toEqual({ low: 37, high: 63 });
});

test('a quantile at the edge of the samples has no interval', () => {
  expect(quantileInterval(ones(100), 0.99)).toBeUndefined();
  expect(quantileInterval([], 0.5)).toBeUndefined();
  expect(quantileInterval(ones(2000), 0.99)).toEqual({ low: 1968, high: 1992 });
});

test('values that were recorded more than once count as often', () => {
  const values = [
    { value: 1, count: 900 },
    { value: 2, count: 100 },
  ];
  expect(quantileInterval(values, 0.5)).toEqual({ low: 1, high: 1 });
});

test('no failure of a thousand still leaves room for some', () => {
  const none = shareInterval(0, 1000);
  expect(none?.low).toBeCloseTo(0, 12);
  expect(none?.high).toBeCloseTo(0.00659, 4);
  expect(shareInterval(0, 0)).toBeUndefined();
});

test('the true quantile lies within nearly always', () => {
  // A linear congruential generator (Numerical Recipes), so that the test says the same each time.
  let state = 7;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  let within = 0;
  for (let round = 0; round < 400; round++) {
    const sorted = Array.from({ length: 1000 }, next).toSorted((a, b) => a - b);
    const interval = quantileInterval(
      sorted.map((value) => ({ value, count: 1 })),
      0.95,
    );
    if (interval !== undefined && interval.low <= 0.95 && interval.high >= 0.95) within += 1;
  }
  expect(within / 400).toBeGreaterThan(0.975);
});

test('a mean needs eight figures, and intervals are apart when they do not touch', () => {
  expect(meanInterval([1, 2, 3])).toBeUndefined();
  expect(meanInterval(Array(9).fill(4))).toEqual({ low: 4, high: 4 });
  expect(areApart({ low: 1, high: 2 }, { low: 3, high: 4 })).toBe(true);
  expect(areApart({ low: 3, high: 4 }, { low: 1, high: 2 })).toBe(true);
  expect(areApart({ low: 1, high: 3 }, { low: 3, high: 4 })).toBe(false);
});
