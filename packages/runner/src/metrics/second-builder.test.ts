import { expect, test } from '@jest/globals';
import type { SliceDelta } from './interval.ts';
import type { ThreadReport } from './run-metrics.ts';
import { SecondBuilder } from './second-builder.ts';

function slice(op: string, ok: number): SliceDelta {
  return {
    tags: { op, role: 'builder', behaviour: 'honest' },
    intended: ok,
    ok,
    fail: 0,
    info: 0,
    dropped: 0,
    errors: new Map(),
    latency: { pairs: Uint32Array.of(1000, ok), minUs: 1000, maxUs: 1000 },
    serviceTime: undefined,
    sendDelay: undefined,
  };
}

function report(worker: number, second: number, ...slices: SliceDelta[]): ThreadReport {
  const still = { agents: 1, inFlight: 0, loopDelay: undefined, busyShare: 0 };
  return { worker, second, slices, ...still };
}

test('a second is given once every thread has reported it, and holds what all of them saw', () => {
  const seconds = new SecondBuilder(2);
  expect(seconds.add(report(0, 0, slice('command', 3)))).toEqual([]);
  expect(seconds.add(report(0, 1, slice('command', 5)))).toEqual([]);
  const [first, ...more] = seconds.add(report(1, 0, slice('command', 4), slice('review', 1)));
  expect(more).toEqual([]);
  expect(first?.number).toBe(0);
  expect(first?.total.counts.ok).toBe(8);
  expect(first?.total.latency.count).toBe(8);
  expect(first?.slices.map(({ tags, counts }) => [tags.op, counts.ok])).toEqual([
    ['command', 7],
    ['review', 1],
  ]);
  expect(seconds.end().map(({ number, total }) => [number, total.counts.ok])).toEqual([[1, 5]]);
  expect(seconds.end()).toEqual([]);
});

test('a second in which a thread said nothing is given empty, and what comes late counts in the next', () => {
  const seconds = new SecondBuilder(1);
  const whole = seconds.add(report(0, 2, slice('command', 1)));
  expect(whole.map(({ number, total }) => [number, total.counts.ok])).toEqual([
    [0, 0],
    [1, 0],
    [2, 1],
  ]);
  expect(seconds.add(report(0, 1, slice('command', 6)))).toEqual([]);
  expect(seconds.end().map(({ number, total }) => [number, total.counts.ok])).toEqual([[3, 6]]);
});
