import { expect, test } from '@jest/globals';
import { linearScale, linearTicks, logScale, logTicks } from './scale.ts';

test('a linear scale keeps proportions, a logarithmic one ratios', () => {
  const linear = linearScale({ from: 0, to: 10 }, { from: 100, to: 200 });
  expect([0, 5, 10].map(linear)).toEqual([100, 150, 200]);
  const log = logScale({ from: 1, to: 100 }, { from: 0, to: 200 });
  expect([1, 10, 100].map(log)).toEqual([0, 100, 200]);
});

test('a domain of one value does not divide by nothing', () => {
  expect(linearScale({ from: 3, to: 3 }, { from: 0, to: 9 })(3)).toBe(0);
});

test.each([
  [{ from: 1, to: 50 }, [1, 2, 5, 10, 20, 50]],
  [{ from: 0.5, to: 80 }, [0.5, 1, 2, 5, 10, 20, 50]],
  [{ from: 0.001, to: 30 }, [0.001, 0.01, 0.1, 1, 10]],
  [{ from: 0.001, to: 3_600_000 }, [0.001, 0.1, 10, 1000, 100_000]],
  [{ from: 0.003, to: 0.02 }, [0.005, 0.01, 0.02]],
])('ticks of %j are round and few', (domain, ticks) => {
  expect(logTicks(domain, 7)).toEqual(ticks);
});

test('linear ticks begin at nothing and have round steps', () => {
  expect(linearTicks(0.09, 5).map((tick) => Number(tick.toFixed(6)))).toEqual([
    0, 0.02, 0.04, 0.06, 0.08,
  ]);
  expect(linearTicks(100, 5)).toEqual([0, 20, 40, 60, 80, 100]);
});
