import { expect, test } from '@jest/globals';
import type { Slice } from '@lighthouse/contract';
import fc from 'fast-check';
import { figuresOf, joinSlices, Trend } from '@lighthouse/verdict';
import { SliceInterval } from './interval.ts';
import { SliceTotals } from '../metrics/slice-totals.ts';

const times = fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 200 });

function slice(op: string, role: string, timesUs: readonly number[]): Slice {
  const narrow = new Trend('narrow');
  for (const us of timesUs) narrow.record(us);
  const latency = narrow.take();
  const totals = new SliceTotals({ op, role, behaviour: 'honest' });
  const counts = { intended: timesUs.length, ok: timesUs.length, fail: 0, info: 0, dropped: 0 };
  const trends = { latency, serviceTime: undefined, sendDelay: undefined };
  totals.add({ tags: totals.tags, ...counts, ...trends, errors: new Map() });
  return totals.slice();
}

test('merged slices have the figures of all their samples together', () => {
  fc.assert(
    fc.property(times, times, fc.constantFrom(50, 90, 95, 99, 100), (one, other, percent) => {
      const slices = [slice('command', 'builder', one), slice('review', 'expert', other)];
      const trend = figuresOf(slices, 1).select({})?.trends.latency;
      const all = [...one, ...other].toSorted((a, b) => a - b);
      const exact = (all[Math.ceil((percent / 100) * all.length) - 1] ?? 0) / 1000;
      expect(trend?.count).toBe(all.length);
      expect(trend?.min).toBe((all[0] ?? 0) / 1000);
      expect(trend?.max).toBe((all.at(-1) ?? 0) / 1000);
      expect(Math.abs((trend?.percentile(percent) ?? 0) / exact - 1)).toBeLessThan(0.002);
    }),
    { numRuns: 50 },
  );
});

test('tags select', () => {
  const figures = figuresOf(
    [slice('command', 'builder', [1000, 2000]), slice('review', 'expert', [3000])],
    1,
  );
  expect(figures.select({ op: 'command' })?.counts.ok).toBe(2);
  expect(figures.select({ role: 'expert' })?.counts.ok).toBe(1);
  expect(figures.select({})?.counts.ok).toBe(3);
  expect(figures.select({ op: 'command', role: 'expert' })).toBeUndefined();
});

test('waiting for a connection is told apart, also of slices that were joined', () => {
  const tags = { op: 'command', role: 'builder', behaviour: 'honest' };
  const slices = [[1000, 5000], [9000]].map((waits) => {
    const interval = new SliceInterval(tags);
    for (const waitedUs of waits) {
      interval.intend();
      const times = { sentUs: 10_000, endedUs: 11_000, waitedUs };
      interval.end(0, { outcome: 'ok', error: '', isTimed: true, ...times });
    }
    const totals = new SliceTotals(tags);
    const delta = interval.take();
    if (delta !== undefined) totals.add(delta);
    return totals.slice();
  });
  expect(joinSlices(tags, slices).connectionWait).toMatchObject({ count: 3, min: 1, max: 9 });
  expect(joinSlices(tags, slices).sendDelay).toMatchObject({ count: 3, min: 10, max: 10 });
  const { connection_wait: wait } = figuresOf(slices, 1).select({})?.trends ?? {};
  expect(wait).toMatchObject({ count: 3, min: 1, max: 9 });
});

test('results from before it was measured have no wait for a connection', () => {
  const { connectionWait: _, ...older } = slice('command', 'builder', [1000]);
  expect(joinSlices(older, [older, older])).not.toHaveProperty('connectionWait');
  expect(figuresOf([older], 1).select({})?.trends.connection_wait.count).toBe(0);
});

test('a slice without samples has a count of zero', () => {
  const figures = figuresOf([slice('command', 'builder', [1000])], 1);
  expect(figures.select({})?.trends.send_delay.count).toBe(0);
});
