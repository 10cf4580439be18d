import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { constantCrowd, runLoad, startKnownServer } from './run-load.ts';

const scope = createScope(afterEach);

/** Fails unless the value is within a share of what theory says. */
function expectWithin(value: number | null, expected: number, share: number): void {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? 0) - expected) / expected).toBeLessThanOrEqual(share);
}

test('a constant latency is measured as it is', async () => {
  const origin = await startKnownServer(scope, { kind: 'constant', ms: 100 });
  const crowd = constantCrowd({ agents: 20, ratePerSecond: 5, seconds: 3 });
  const { metrics } = await runLoad(scope, crowd, { origin });
  const command = metrics.slices().find(({ op }) => op === 'command');
  expect(command?.counts.ok).toBeGreaterThanOrEqual(300);
  expect(command?.counts.ok).toBe(command?.counts.intended);
  expectWithin(command?.serviceTime.p50 ?? null, 100, 0.02);
  expectWithin(command?.serviceTime.p99 ?? null, 100, 0.05);
  expectWithin(command?.latency.p50 ?? null, 100, 0.02);
  expect(metrics.isConserved).toBe(true);
});

test('two modes are told apart at the right percentile', async () => {
  const origin = await startKnownServer(scope, { kind: 'bimodal', ms: 50, slowMs: 400, every: 10 });
  const crowd = constantCrowd({ agents: 20, ratePerSecond: 5, seconds: 3 });
  const { metrics } = await runLoad(scope, crowd, { origin });
  const latency = metrics.slices().find(({ op }) => op === 'command')?.latency;
  expectWithin(latency?.p50 ?? null, 50, 0.06);
  expectWithin(latency?.p95 ?? null, 400, 0.02);
});

test('a stall counts for all who would have come in its time, not for one', async () => {
  const stall = { kind: 'stall', ms: 5, fromMs: 1500, forMs: 1000 } as const;
  const origin = await startKnownServer(scope, stall);
  const crowd = constantCrowd({ agents: 20, ratePerSecond: 10, seconds: 4 });
  const { metrics } = await runLoad(scope, crowd, { origin });
  const latency = metrics.slices().find(({ op }) => op === 'command')?.latency;
  // A quarter of all operations falls into the stall and waits for its end: between nothing and a second, evenly.
  expectWithin(latency?.p90 ?? null, 600, 0.05);
  expectWithin(latency?.p99 ?? null, 960, 0.02);
});
