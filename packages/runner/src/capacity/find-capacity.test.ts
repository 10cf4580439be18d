import { describe, expect, test } from '@jest/globals';
import { confidenceOf } from './confidence.ts';
import { findCapacity } from './find-capacity.ts';
import { limitingResource } from './limiting-resource.ts';
import type { CapacityStep } from './read-step.ts';

const LIMITS = { start: 8, min: 2, max: 10_000, precision: 0.05, triesMax: 3, stepsMax: 60 };

const step = (level: number, change: Partial<CapacityStep> = {}): CapacityStep => ({
  level,
  outcome: 'held',
  reasons: [],
  latencyP99: 10,
  operationsPerSecond: level,
  targetCpu: 0.5,
  generatorCpu: 0.3,
  folder: '',
  ...change,
});

const find = (runStep: (level: number, number: number) => CapacityStep | undefined) =>
  findCapacity({
    scenario: 'x',
    by: 'agents',
    slo: [],
    limits: LIMITS,
    cpus: 4,
    runStep: async (level, number) => runStep(level, number),
  });

describe('the answer', () => {
  test('names the capacity, what did not hold, what gave out, and how sure that is', async () => {
    const answer = await find((level) =>
      level <= 700 ? step(level) : step(level, { outcome: 'missed', targetCpu: 0.97 }),
    );
    expect(answer.capacity).toBeGreaterThan(660);
    expect(answer.capacity).toBeLessThanOrEqual(700);
    expect(answer.notHeld).toBeGreaterThan(700);
    expect(answer).toMatchObject({
      isLowerBound: false,
      limitedBy: { resource: 'bridge' },
      confidence: { level: 'high' },
      operationsPerSecond: answer.capacity,
      stop: 'narrow',
    });
    expect(answer.confidence.why).toContain('held 2 of 2 times');
  });

  test('is a lower bound when the generator gave out', async () => {
    const reasons = ['the event loop was 20 ms late'];
    const answer = await find((level) =>
      level <= 700 ? step(level) : step(level, { outcome: 'limited', reasons }),
    );
    expect(answer.isLowerBound).toBe(true);
    expect(answer.limitedBy).toEqual({ resource: 'generator', why: reasons[0] });
  });

  test('is less sure when the repeats do not agree', () => {
    const tries = new Map([
      [700, { held: 2, missed: 1, limited: 0 }],
      [730, { held: 0, missed: 2, limited: 0 }],
    ]);
    const end = {
      highestHeld: 700,
      lowestNotHeld: 730,
      boundBy: 'target',
      stop: 'narrow',
    } as const;
    expect(confidenceOf({ ...end, tries }, LIMITS.triesMax)).toEqual({
      level: 'medium',
      why: '700 held 2 of 3 times, 730 held 0 of 2 times',
    });
  });

  test('of a search that was interrupted is what is known by then', async () => {
    const answer = await find((level, number) => (number > 3 ? undefined : step(level)));
    expect(answer).toMatchObject({
      capacity: 32,
      notHeld: null,
      isLowerBound: true,
      limitedBy: null,
      confidence: { level: 'low' },
      stop: 'interrupted',
    });
  });
});

describe('what gave out', () => {
  const missed = (change: Partial<CapacityStep>) => [step(9, { outcome: 'missed', ...change })];

  test.each([
    ['bridge', missed({ targetCpu: 0.95, generatorCpu: 0.2 })],
    ['cpu', missed({ targetCpu: 0.8, generatorCpu: 0.95 })],
    ['disk', missed({ targetCpu: 0.3, generatorCpu: 0.2 })],
    ['unknown', missed({ targetCpu: null })],
  ])('is the %s', (resource, steps) => {
    expect(limitingResource(steps, 2)?.resource).toBe(resource);
  });

  test('is not said when everything held', () => {
    expect(limitingResource([step(3)], 2)).toBeUndefined();
  });
});
