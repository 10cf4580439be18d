import type { CrowdSpec, GroupSpec, Workload } from '@lighthouse/agent-sim';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shardsOf } from '../src/plan/make-plan.ts';
import { constantCrowd } from './run-load.ts';
import { virtualRun, type LatencyAt, type VirtualOptions } from './virtual-run.ts';

const SECOND = 1e6;
const STEADY = constantCrowd({ agents: 20, ratePerSecond: 5, seconds: 10 });

function crowdWith(workload: Partial<Workload>, change: Partial<CrowdSpec> = {}): CrowdSpec {
  const groups = STEADY.groups.map((group): GroupSpec => ({
    ...group,
    workload: { ...group.workload!, ...workload },
  }));
  return { ...STEADY, groups, ...change };
}

function commands(spec: CrowdSpec, latencyAt: LatencyAt, options: VirtualOptions = {}) {
  const { metrics } = virtualRun(spec, latencyAt, options);
  expect(metrics.isConserved).toBe(true);
  const slice = metrics.slices().find(({ op }) => op === 'command');
  if (slice === undefined) throw new Error('no commands');
  return slice;
}

function expectWithin(value: number | null, expected: number, share: number): void {
  expect(Math.abs((value ?? Number.NaN) - expected) / expected).toBeLessThanOrEqual(share);
}

describe('agents that think', () => {
  const thinking = crowdWith({ ratePerSecond: 0, thinkUs: 0.1 * SECOND });

  test('send as many commands as their answers and their thinking leave time for', () => {
    const { counts, latency } = commands(thinking, () => 25_000);
    // Twenty agents, a command each 125 ms, for ten seconds and the half of the ramp.
    expectWithin(counts.ok, (20 * 10.05) / 0.125, 0.02);
    expect(latency.p99).toBe(25);
  });

  test('send fewer to a target that is slower', () => {
    const { counts } = commands(thinking, () => 400_000);
    expectWithin(counts.ok, (20 * 10.05) / 0.5, 0.05);
  });

  test('see a stall once each: what they would have done meanwhile is not measured', () => {
    const stall: LatencyAt = (atUs) =>
      5000 + (atUs >= 4 * SECOND && atUs < 5 * SECOND ? 5 * SECOND - atUs : 0);
    const open = commands(crowdWith({ ratePerSecond: 9.5 }), stall).latency;
    const closed = commands(thinking, stall).latency;
    // The same rate, and theory for both: a tenth of the time of one, one of 87 of the other.
    expectWithin(open.p99, 5 + 900, 0.02);
    expectWithin(closed.p95, 5, 0.02);
    expectWithin(closed.p99, 5 + 900, 0.02);
    expect(closed.count - (open.count * 9) / 10).toBeLessThan(open.count / 20);
  });
});

test('what the warm-up intends counts apart, by when it was intended', () => {
  const slowAtFirst: LatencyAt = (atUs) => (atUs < 2 * SECOND ? 3 * SECOND : 10_000);
  const { metrics } = virtualRun(STEADY, slowAtFirst, { warmupUs: 2 * SECOND });
  const [all] = metrics.slices().filter(({ op }) => op === 'command');
  expect(all?.latency.max).toBe(10);
  expect(metrics.warmup.counts.ok).toBeGreaterThan(0);
  expect(metrics.isConserved).toBe(true);
  const { metrics: whole } = virtualRun(STEADY, slowAtFirst);
  expect(metrics.allIntended).toBe(whole.counts.intended);
});

test('iterations that had no time left are dropped', () => {
  const { counts, errors } = commands({ ...STEADY, iterations: 5000 }, () => 1000);
  expect(counts.intended).toBe(5000);
  expect(counts.ok + counts.dropped).toBe(5000);
  expect(errors).toEqual({ NO_TIME_LEFT: counts.dropped });
});

test('a crowd is done when its iterations are, though agents were still to go', () => {
  const steps = [20, 20, 0].map((target) => ({ durationUs: 100 * SECOND, target }));
  const spec = { ...STEADY, rampUs: 0, endUs: 300 * SECOND, iterations: 40 } as const;
  const { history } = virtualRun({ ...spec, stages: { of: 'agents', steps } }, () => 1000);
  expect(history.filter(({ kind }) => kind === 'command')).toHaveLength(40);
  expect(Math.max(...history.map(({ answeredUs }) => answeredUs))).toBeLessThan(110 * SECOND);
});

test('who comes back opens a session anew', () => {
  const steps = [20, 20, 5, 20].map((target) => ({ durationUs: 2 * SECOND, target }));
  const spec = {
    ...STEADY,
    rampUs: 0,
    endUs: 8 * SECOND,
    stages: { of: 'agents', steps },
  } as const;
  const sessions = virtualRun(spec, () => 1000)
    .metrics.slices()
    .find(({ op }) => op === 'session');
  // Fourteen: the one that would leave at the turning point stays.
  expect(sessions?.counts.ok).toBe(20 + 14);
});

test('totals stay totals, whatever the number of workers', () => {
  const shapes = fc.constantFrom<Partial<CrowdSpec>>(
    {},
    { iterations: 137 },
    { stages: { of: 'agents', steps: [{ durationUs: 5 * SECOND, target: 20 }] } },
    { stages: { of: 'rate', steps: [{ durationUs: 5 * SECOND, target: 60 }] } },
  );
  const paces = fc.constantFrom<Partial<Workload>>(
    {},
    { arrival: 'poisson' },
    { arrival: 'bursty' },
    { ratePerSecond: 0, thinkUs: 0.2 * SECOND, arrival: 'poisson' },
  );
  fc.assert(
    fc.property(shapes, paces, fc.integer({ min: 2, max: 8 }), (shape, pace, workers) => {
      fc.pre(shape.stages?.of !== 'rate' || pace.thinkUs === undefined);
      const spec = crowdWith(pace, { ...shape, endUs: 5 * SECOND });
      const countsOf = (options: VirtualOptions) =>
        virtualRun(spec, () => 7000, options).metrics.counts;
      const whole = countsOf({});
      const parts = shardsOf(20, workers).map((shard) => countsOf({ shard }));
      for (const name of ['intended', 'ok', 'dropped'] as const)
        expect(parts.reduce((sum, counts) => sum + counts[name], 0)).toBe(whole[name]);
    }),
    { numRuns: 12, seed: 5 },
  );
});
