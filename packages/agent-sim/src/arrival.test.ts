import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ARRIVAL_PROCESSES } from './arrival.ts';
import { Random } from './random.ts';
import type { ArrivalName } from './types.ts';

const PROCESSES = Object.keys(ARRIVAL_PROCESSES) as ArrivalName[];

/** Times of one agent's operations before `end`, for a mean gap of 1. */
function arrivals(name: ArrivalName, random: Random, end: number): number[] {
  const arrival = ARRIVAL_PROCESSES[name];
  const times: number[] = [];
  let gap = arrival.firstGap(random, 1);
  for (let at = gap.length; at < end; at += gap.length) {
    times.push(at);
    gap = arrival.nextGap(random, 1, gap.burstLeft);
  }
  return times;
}

/** Most that a burst of 9 adds to the variance of a count, against Poisson's. */
const VARIANCE_MAX = 9;

test.each(PROCESSES)('%s has the mean rate asked for in the long run', (name) => {
  const end = 100_000;
  const count = arrivals(name, new Random().seed(1), end).length;
  expect(Math.abs(count - end)).toBeLessThan(4 * Math.sqrt(end * VARIANCE_MAX));
});

test.each(PROCESSES)('%s has the mean rate asked for in any window, from the first', (name) => {
  const agentCount = 20_000;
  const windows = [0.05, 0.3, 1, 3];
  const random = new Random();
  const counts = windows.map(() => 0);
  for (let agent = 0; agent < agentCount; agent += 1) {
    const times = arrivals(name, random.seed(5, agent), 3);
    windows.forEach((end, index) => {
      counts[index] = (counts[index] ?? 0) + times.filter((at) => at < end).length;
    });
  }
  windows.forEach((end, index) => {
    const expected = agentCount * end;
    expect(Math.abs((counts[index] ?? 0) - expected)).toBeLessThan(
      4 * Math.sqrt(expected * VARIANCE_MAX),
    );
  });
});

test('constant is exactly even', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), (seed) => {
      const times = arrivals('constant', new Random().seed(seed), 50);
      expect(times).toHaveLength(50);
      times.slice(1).forEach((at, index) => expect(at - (times[index] ?? 0)).toBeCloseTo(1, 9));
    }),
    { numRuns: 50 },
  );
});

test('poisson gaps are exponential', () => {
  const times = arrivals('poisson', new Random().seed(3), 50_000);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  const longer = (limit: number) => gaps.filter((gap) => gap > limit).length / gaps.length;
  for (const limit of [0.1, 0.5, 1, 2, 4]) {
    expect(Math.abs(longer(limit) - Math.exp(-limit))).toBeLessThan(0.01);
  }
});

test('bursts hold 1 to 9 operations, ten times as dense as the mean', () => {
  const times = arrivals('bursty', new Random().seed(4), 20_000);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  const isInside = (gap: number) => Math.abs(gap - 0.1) < 1e-6;
  const share = gaps.filter(isInside).length / gaps.length;
  // Of a burst of b, b - 1 gaps are inside: 4 of 5 on average.
  expect(Math.abs(share - 0.8)).toBeLessThan(0.02);
  expect(gaps.every((gap) => isInside(gap) || gap >= 0)).toBe(true);
  let size = 1;
  for (const gap of gaps) {
    size = isInside(gap) ? size + 1 : 1;
    // A silence can by chance be as long as a gap inside a burst; two bursts in a row cannot be
    // longer than this.
    expect(size).toBeLessThanOrEqual(18);
  }
});
