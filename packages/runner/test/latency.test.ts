import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { constantCrowd, runLoad, startKnownServer, type Latency } from './run-load.ts';

const scope = createScope(afterEach);

/** What a busy machine may add to a latency; nothing can take from it. */
const MACHINE_MS = 300;

async function commandSlice(latency: Latency, load: { ratePerSecond: number; seconds: number }) {
  const origin = await startKnownServer(scope, latency);
  const { metrics } = await runLoad(scope, constantCrowd({ agents: 20, ...load }), { origin });
  expect(metrics.isConserved).toBe(true);
  const slice = metrics.slices().find(({ op }) => op === 'command');
  if (slice === undefined) throw new Error('no commands');
  return slice;
}

/**
 * Over real sockets a latency is never below what theory says, and above it only by what the
 * machine adds.
 */
function expectLatency(measuredMs: number | null, theoryMs: number): void {
  expect(measuredMs).toBeGreaterThanOrEqual(theoryMs * 0.98);
  expect(measuredMs).toBeLessThanOrEqual(theoryMs + MACHINE_MS);
}

test('a constant latency is measured over real sockets', async () => {
  const load = { ratePerSecond: 5, seconds: 2 };
  const slice = await commandSlice({ kind: 'constant', ms: 100 }, load);
  expect(slice.counts.ok).toBeGreaterThanOrEqual(200);
  expect(slice.counts.ok).toBe(slice.counts.intended);
  expectLatency(slice.serviceTime.p50, 100);
  expectLatency(slice.latency.p50, 100);
  expect(slice.latency.min).toBeGreaterThanOrEqual(99.9);
});

test('two modes are told apart over real sockets', async () => {
  const load = { ratePerSecond: 5, seconds: 2 };
  const bimodal = { kind: 'bimodal', ms: 50, slowMs: 400, every: 10 } as const;
  const { latency } = await commandSlice(bimodal, load);
  expectLatency(latency.p50, 50);
  expectLatency(latency.p95, 400);
});

test('a stall of the server counts for all who would have come in its time', async () => {
  const load = { ratePerSecond: 10, seconds: 4 };
  const { latency } = await commandSlice({ kind: 'stall', ms: 5, fromMs: 1500, forMs: 1000 }, load);
  // A quarter of all operations waits for the end of the stall: between nothing and a second,
  // evenly.
  expectLatency(latency.p90, 600);
  expectLatency(latency.p99, 960);
});
