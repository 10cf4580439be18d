import { describe, expect, test } from '@jest/globals';
import { scenarioSchema } from '@lighthouse/contract';
import fc from 'fast-check';
import { applyOverrides } from './overrides.ts';

const scenario = scenarioSchema.parse({
  name: 'x',
  agents: [
    { role: 'builder', count: 7, rate: '1/s' },
    { role: 'expert', count: 3 },
  ],
});

test('what is not overridden stays', () => {
  expect(applyOverrides(scenario, {})).toEqual(scenario);
});

test('each flag changes its part', () => {
  expect(
    applyOverrides(scenario, {
      seed: 9,
      agents: 20,
      duration: '3s',
      rate: '5/s',
      target: 'http://127.0.0.1:8765',
    }),
  ).toMatchObject({
    seed: 9,
    agents: [
      { role: 'builder', count: 14, rate: '5/s' },
      { role: 'expert', count: 6 },
    ],
    load: { hold: '3s' },
    target: { bridge: 'http://127.0.0.1:8765' },
  });
});

test('experts get no rate', () => {
  const [, experts] = applyOverrides(scenario, { rate: '5/s' }).agents;
  expect(experts?.rate).toBeUndefined();
});

describe('the number of agents', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 });
  const resized = (before: readonly number[], count: number) =>
    applyOverrides(
      { ...scenario, agents: before.map((n) => ({ role: 'builder' as const, count: n })) },
      { agents: count },
    ).agents.map((group) => group.count);

  test('is exact, in proportion, and leaves every group an agent', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 6, max: 5000 }), (before, count) => {
        const after = resized(before, count);
        expect(after.reduce((a, b) => a + b, 0)).toBe(count);
        expect(Math.min(...after)).toBeGreaterThanOrEqual(1);
        const total = before.reduce((a, b) => a + b, 0);
        const ideal = before.map((n) => (n * count) / total);
        // Only groups that were lifted to one agent move the others further than rounding does.
        const lifted = ideal.reduce((sum, share) => sum + Math.max(0, 1 - share), 0);
        after.forEach((n, index) => {
          expect(Math.abs(n - (ideal[index] ?? 0))).toBeLessThan(1 + lifted + 1e-9);
        });
      }),
    );
  });

  test('that the scenario has changes nothing', () => {
    fc.assert(
      fc.property(counts, (before) => {
        expect(
          resized(
            before,
            before.reduce((a, b) => a + b, 0),
          ),
        ).toEqual(before);
      }),
    );
  });
});

test.each([
  [{ agents: 1 }, '--agents: 1 are too few'],
  [{ agents: 100_001 }, 'too many'],
  [{ duration: '5' }, '--duration: "5" is not a duration'],
  [{ duration: '0s' }, '--duration: "0s" is not a duration'],
  [{ rate: 'fast' }, '--rate: "fast" is not a rate'],
  [{ rate: '99999/s' }, 'too fast'],
  [{ target: 'nowhere' }, '--target: "nowhere" is neither'],
  [{ target: 'ftp://x' }, '--target: "ftp://x" is neither'],
])('%p is refused', (overrides, message) => {
  expect(() => applyOverrides(scenario, overrides)).toThrow(
    expect.objectContaining({ code: 'LH_USAGE', message: expect.stringContaining(message) }),
  );
});

test('what only the flags made impossible is said with the flags to change', () => {
  const warmed = { ...scenario, load: { ...scenario.load, hold: '10s', warmup: '5s' } };
  expect(() => applyOverrides(warmed, { agents: 3, duration: '4s', insecure: false })).toThrow(
    expect.objectContaining({
      facts: { at: 'load.warmup' },
      hint: 'it can be run as it is written: change or leave out --agents, --duration',
    }),
  );
});

describe('stages', () => {
  const withStages = (...targets: (number | string)[]) => ({
    ...scenario,
    load: {
      ...scenario.load,
      stages: targets.map((target) => ({ duration: '10s', target })),
    },
  });

  test('grow with the agents, and stretch with the duration', () => {
    const { load } = applyOverrides(withStages(5, 10, 0), { agents: 40, duration: '1m' });
    expect(load.stages).toEqual([
      { duration: '20000ms', target: 20 },
      { duration: '20000ms', target: 40 },
      { duration: '20000ms', target: 0 },
    ]);
    const { load: rates } = applyOverrides(withStages('50/s'), { agents: 40 });
    expect(rates.stages).toEqual([{ duration: '10s', target: '200/s' }]);
  });

  test('of a rate leave nothing for --rate to say', () => {
    expect(() => applyOverrides(withStages('50/s'), { rate: '2/s' })).toThrow('--rate');
  });
});
