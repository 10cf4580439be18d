import { expect, test } from '@jest/globals';
import { binAt, describeColumn, inkOf, latencyTicks } from './heat-figures.ts';

const EDGES = [1, 1.26, 1.58, 2, 2.51];

test('a single answer beside many is faint and there, and the fullest cell is opaque', () => {
  const ink = inkOf({ counts: [[1, 100_000]] });
  expect(ink(100_000)).toBe(1);
  expect(ink(1)).toBeGreaterThan(0.1);
  expect(ink(1)).toBeLessThan(0.25);
  expect(ink(300)).toBeGreaterThan(ink(30));
});

test('a latency is in the bin between whose edges it is, or in the nearest', () => {
  expect([0.1, 1, 1.3, 2.5, 99].map((ms) => binAt({ edgesMs: EDGES }, ms))).toEqual([
    0, 0, 1, 3, 3,
  ]);
});

test('a column is told in a line', () => {
  expect(describeColumn({ edgesMs: EDGES }, [3, 120, 1, 0])).toBe(
    '124 answers, most in 1.26 ms – 1.58 ms, up to 2 ms',
  );
  expect(describeColumn({ edgesMs: EDGES }, [0, 0, 0, 0])).toBe('no answers');
});

test('an axis of latencies has round values, and never none', () => {
  expect(latencyTicks(EDGES)).toEqual([1, 2]);
  expect(latencyTicks([0.1, 100_000])).toEqual([0.1, 1, 10, 100, 1000, 10_000, 100_000]);
  expect(latencyTicks([2.51, 3.16])).toEqual([2.51, 3.16]);
});
