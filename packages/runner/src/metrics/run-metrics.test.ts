import { expect, test } from '@jest/globals';
import { SliceInterval, type Ended } from './interval.ts';
import { RunMetrics, type ThreadReport } from './run-metrics.ts';
import { seriesIntervalMs } from './series-builder.ts';

const COMMANDS = { op: 'command', role: 'builder', behaviour: 'honest' };

/** What one thread saw in one second: `ok` operations that took so many milliseconds. */
function report(worker: number, second: number, latenciesMs: readonly number[]): ThreadReport {
  const slice = new SliceInterval(COMMANDS);
  for (const ms of latenciesMs) {
    slice.intend();
    slice.end(0, ended({ endedUs: ms * 1000 }));
  }
  const delta = slice.take();
  return {
    worker,
    second,
    slices: delta === undefined ? [] : [delta],
    agents: 5,
    inFlight: 0,
    loopDelay: undefined,
    busyShare: 0,
  };
}

function ended(change: Partial<Ended>): Ended {
  return {
    outcome: 'ok',
    sentUs: 0,
    endedUs: 0,
    error: '',
    isTimed: true,
    ...change,
  };
}

test('a row is closed when every thread is past it, with the quantiles of all of them', () => {
  const metrics = new RunMetrics({ startMs: 5000, intervalMs: 1000, workers: 2 });
  metrics.add(report(0, 0, [10, 10, 10]));
  metrics.add(report(0, 1, [20]));
  metrics.add(report(1, 0, [30]));
  const series = metrics.series();
  expect(series).toMatchObject({
    startMs: 5000,
    intervalMs: 1000,
    ok: [4, 1],
    latencyMax: [30, 20],
    agents: [10, 10],
  });
  expect(series.latencyP50[0]).toBeCloseTo(10, 1);
  expect(series.latencyP50[1]).toBeNull();
});

test('rows of several seconds hold all their seconds', () => {
  const metrics = new RunMetrics({ startMs: 0, intervalMs: 2000, workers: 1 });
  for (let second = 0; second < 4; second++) metrics.add(report(0, second, [1, 2]));
  expect(metrics.series().ok).toEqual([4, 4]);
});

test('what comes for a row that is closed still counts', () => {
  const metrics = new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 });
  metrics.add(report(0, 0, [1]));
  metrics.add(report(0, 1, [1]));
  metrics.add(report(0, 1, [1, 1]));
  expect(metrics.series().ok.reduce((sum, ok) => sum + ok, 0)).toBe(4);
  expect(metrics.counts.ok).toBe(4);
});

test('an operation that was intended and never ended breaks conservation', () => {
  const metrics = new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 });
  const slice = new SliceInterval(COMMANDS);
  slice.intend();
  slice.intend();
  slice.drop('IN_FLIGHT_LIMIT');
  const delta = slice.take();
  metrics.add({ ...report(0, 0, []), slices: delta === undefined ? [] : [delta] });
  expect(metrics.isConserved).toBe(false);
});

test('broken connections have an outcome but no latency', () => {
  const slice = new SliceInterval(COMMANDS);
  slice.intend();
  slice.end(0, ended({ outcome: 'info', error: 'ECONNRESET', isTimed: false, endedUs: 9000 }));
  const delta = slice.take();
  expect(delta).toMatchObject({ info: 1, latency: undefined });
  expect(delta?.errors).toEqual(new Map([['ECONNRESET', 1]]));
});

test('a target cannot fill the memory with names of errors', () => {
  const slice = new SliceInterval(COMMANDS);
  for (let i = 0; i < 1000; i++) slice.end(0, ended({ outcome: 'fail', error: `E${i}` }));
  const errors = slice.take()?.errors ?? new Map();
  expect(errors.size).toBeLessThan(100);
  expect([...errors.values()].reduce((sum, count) => sum + count, 0)).toBe(1000);
});

test('errors are listed by how many there were, then by name', () => {
  const metrics = new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 });
  const slice = new SliceInterval(COMMANDS);
  for (const error of ['B', 'A', 'C', 'C']) slice.end(0, ended({ outcome: 'fail', error }));
  const delta = slice.take();
  metrics.add({ ...report(0, 0, []), slices: delta === undefined ? [] : [delta] });
  expect(Object.keys(metrics.totalSlice().errors)).toEqual(['C', 'A', 'B']);
});

test.each([
  [10_000, 1000],
  [1_200_000, 1000],
  [1_201_000, 2000],
  [86_400_000, 120_000],
  [720 * 3_600_000, 3_600_000],
])('a run of %p ms has rows of %p ms', (durationMs, intervalMs) => {
  expect(seriesIntervalMs(durationMs)).toBe(intervalMs);
});

test('what was answered to attempts that are made again counts among the answers', () => {
  const metrics = new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 });
  const slice = new SliceInterval(COMMANDS);
  slice.intend();
  slice.end(0, ended({ outcome: 'info', error: 'DISK_FULL' }));
  const slices = [slice.take()].filter((delta) => delta !== undefined);
  metrics.add({ ...report(0, 0, [1]), slices, again: new Map([['DISK_FULL', 2]]) });
  metrics.add({ ...report(0, 1, [1]), again: new Map([['DISK_FULL', 1]]) });
  expect(metrics.answersOf('DISK_FULL')).toBe(4);
  expect(metrics.answersOf('TIMEOUT')).toBe(0);
});
