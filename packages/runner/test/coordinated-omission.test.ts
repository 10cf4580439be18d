import { expect, test } from '@jest/globals';
import { constantCrowd } from './run-load.ts';
import { virtualRun, type LatencyAt } from './virtual-run.ts';

const crowd = constantCrowd({ agents: 50, ratePerSecond: 20, seconds: 10 });

function commandSlice(latencyAt: LatencyAt) {
  const slice = virtualRun(crowd, latencyAt)
    .metrics.slices()
    .find(({ op }) => op === 'command');
  if (slice === undefined) throw new Error('no commands');
  return slice;
}

function expectWithin(value: number | null, expected: number, share: number): void {
  expect(Math.abs((value ?? Number.NaN) - expected) / expected).toBeLessThanOrEqual(share);
}

test('a constant latency has no spread', () => {
  const { latency, sendDelay, counts } = commandSlice(() => 25_000);
  expect(counts.ok).toBe(counts.intended);
  expect(latency).toMatchObject({ min: 25, p50: 25, p99: 25, p999: 25, max: 25 });
  expect(sendDelay.max).toBe(0);
});

test('two modes stand at the percentiles of their shares', () => {
  let count = 0;
  // Every fiftieth is slow: p98 lies at the border, p99 in the slow mode.
  const { latency } = commandSlice(() => (count++ % 50 === 0 ? 400_000 : 10_000));
  expectWithin(latency.p95, 10, 0.001);
  expectWithin(latency.p99, 400, 0.001);
});

test('a stall of a second delays all who come in its time, not only those under way', () => {
  const [fromUs, endUs] = [4e6, 5e6];
  const { latency, counts } = commandSlice(
    (atUs) => 5000 + (atUs >= fromUs && atUs < endUs ? endUs - atUs : 0),
  );
  // A tenth of ten seconds' operations waits, between nothing and a second, evenly.
  expectWithin(latency.p99, 5 + 900, 0.02);
  expectWithin(latency.p95, 5 + 500, 0.02);
  expectWithin(latency.p999, 5 + 990, 0.02);
  expectWithin(latency.p50, 5, 0.001);
  expect(counts.dropped).toBe(0);
});
