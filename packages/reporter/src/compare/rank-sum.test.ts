import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rankSum } from './rank-sum.ts';

/** Every way to choose which of the values are the first sample. */
function* splits(values: readonly number[], size: number): Generator<[number[], number[]]> {
  for (let mask = 0; mask < 1 << values.length; mask++) {
    const first = values.filter((_, i) => (mask >> i) & 1);
    if (first.length === size) yield [first, values.filter((_, i) => !((mask >> i) & 1))];
  }
}

const pairsWon = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x) => sum + b.filter((y) => x > y).length, 0);

/** Counts arrangements one by one. */
function reference(a: readonly number[], b: readonly number[]): number {
  const middle = (a.length * b.length) / 2;
  const far = Math.abs(pairsWon(a, b) - middle);
  let extreme = 0;
  let all = 0;
  for (const [first, second] of splits([...a, ...b], a.length)) {
    all += 1;
    if (Math.abs(pairsWon(first, second) - middle) >= far) extreme += 1;
  }
  return extreme / all;
}

test('without ties the chance is that of counting every arrangement', () => {
  const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), {
    minLength: 2,
    maxLength: 9,
  });
  fc.assert(
    fc.property(distinct, fc.nat(), (values, at) => {
      const cut = 1 + (at % (values.length - 1));
      const [a, b] = [values.slice(0, cut), values.slice(cut)];
      expect(rankSum(a, b).p).toBeCloseTo(reference(a, b), 10);
    }),
    { numRuns: 100 },
  );
});

test('a published example: Mann and Whitney, table 1, n = 4, m = 5, U = 2', () => {
  // Of the 126 arrangements, 1, 1 and 2 have U = 0, 1 and 2.
  expect(rankSum([1, 2, 4, 5], [3, 6, 7, 8, 9]).p).toBeCloseTo(8 / 126, 10);
});

test('three runs a side can never say that anything differs, four can', () => {
  expect(rankSum([1, 2, 3], [4, 5, 6])).toEqual({ p: 0.1, pMin: 0.1 });
  expect(rankSum([1, 2, 3, 4], [5, 6, 7, 8]).p).toBeLessThan(0.05);
});

test('samples that are all the same value do not differ', () => {
  expect(rankSum([5, 5, 5, 5], [5, 5, 5, 5]).p).toBe(1);
});

test('many values are judged by the normal approximation, close to the exact figure', () => {
  const a = Array.from({ length: 20 }, (_, i) => i * 2);
  const b = Array.from({ length: 20 }, (_, i) => i * 2 + 9);
  const exact = rankSum(a, b).p;
  const more = rankSum([...a, -1], b).p;
  expect(Math.abs(exact - more)).toBeLessThan(0.1);
});
