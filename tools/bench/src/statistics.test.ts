import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  judge,
  median,
  pairwise,
  quantile,
  rangeOfMedian,
  slopeOf,
  summarize,
} from './statistics.ts';

const values = (min = 1) =>
  fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: min, maxLength: 40 });

describe('the median', () => {
  test('is the middle value, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([10, 1, 2, 4])).toBe(3);
  });

  test('has as many values on one side as on the other', () => {
    fc.assert(
      fc.property(values(), (all) => {
        const middle = median(all);
        const below = all.filter((value) => value < middle).length;
        const above = all.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(all.length / 2);
      }),
    );
  });

  test('of nothing is refused', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

test('a quantile is the least value that its share of all values does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile(hundred, 0)).toBe(1);
  expect(quantile([], 0.5)).toBeNaN();
});

test('a summary keeps the extremes, and changes nothing', () => {
  const all = [5, -1, 9];
  expect(summarize(all)).toEqual({ count: 3, median: 5, min: -1, max: 9 });
  expect(all).toEqual([5, -1, 9]);
});

test('pairs are made of what was measured in the same round', () => {
  expect(pairwise([10, 40], [5, 10], (of, to) => of / to)).toEqual([2, 4]);
  expect(() => pairwise([1], [1, 2], (of) => of)).toThrow(RangeError);
});

describe('the range of the median', () => {
  test('needs five values, and is then from the least to the greatest', () => {
    expect(rangeOfMedian([1, 2, 3, 4])).toBeUndefined();
    expect(rangeOfMedian([5, 1, 2, 3, 4])).toEqual({ low: 1, high: 5 });
  });

  test('leaves out an outlier once there are eight', () => {
    expect(rangeOfMedian([1, 2, 3, 4, 5, 6, 7, 1000])).toEqual({ low: 2, high: 7 });
  });

  test('holds the true median in nine of ten samples or more', () => {
    // A skewed distribution, drawn without chance: every sample of six faces of a biased wheel.
    const faces = [0, 0, 1, 1, 2, 50];
    const trueMedian = 1;
    let held = 0;
    let samples = 0;
    for (let number = 0; number < 6 ** 5; number++) {
      const sample = Array.from({ length: 5 }, (_, at) => faces[Math.floor(number / 6 ** at) % 6]);
      const range = rangeOfMedian(sample.map(Number));
      samples++;
      if (range !== undefined && range.low <= trueMedian && trueMedian <= range.high) held++;
    }
    expect(held / samples).toBeGreaterThanOrEqual(0.9);
  });

  test('holds the median of the sample', () => {
    fc.assert(
      fc.property(values(5), (all) => {
        const range = rangeOfMedian(all);
        expect(range?.low).toBeLessThanOrEqual(median(all));
        expect(range?.high).toBeGreaterThanOrEqual(median(all));
      }),
    );
  });
});

describe('a judgement', () => {
  test('says that an aim is met or missed when the whole range is on one side', () => {
    expect(judge([0.8, 0.9, 0.8, 0.85, 0.9], { atLeast: 0.75 })).toBe('met');
    expect(judge([0.5, 0.6, 0.5, 0.55, 0.6], { atLeast: 0.75 })).toBe('missed');
    expect(judge([1, 1.05, 1.1, 1, 1], { atMost: 1.1 })).toBe('met');
    expect(judge([1.2, 1.3, 1.2, 1.4, 1.2], { atMost: 1.1 })).toBe('missed');
  });

  test('says nothing about an aim when the noise spans it, or when there are too few repeats', () => {
    expect(judge([0.5, 0.9, 0.8, 0.9, 0.9], { atLeast: 0.75 })).toBe('unclear');
    expect(judge([0.9, 0.9, 0.9, 0.9], { atLeast: 0.75 })).toBe('unclear');
  });

  test('calls figures without an aim noisy when they differ by more than a quarter', () => {
    expect(judge([100, 101, 110, 99, 105])).toBe('steady');
    expect(judge([100, 160, 110, 99, 105])).toBe('noisy');
    expect(judge([100, 160])).toBe('noisy');
  });
});

test('the slope is that of the line the points lie on, and noise that goes both ways is none', () => {
  expect(slopeOf([0, 1, 5].map((x) => [x, 3 * x - 7]))).toBeCloseTo(3);
  expect(slopeOf([0, 1, 2, 3].map((x) => [x, x % 3 === 0 ? 1 : -1]))).toBeCloseTo(0);
});
