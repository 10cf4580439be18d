import { expect, test } from '@jest/globals';
import { scenarioSchema } from '@lighthouse/contract';
import { totalRate } from '@lighthouse/scenario-file';
import { makePlan } from '../plan/make-plan.ts';
import { parseSlo } from './parse-slo.ts';
import { refuseUnsearchable, stepScenario } from './step-scenario.ts';

const scenario = scenarioSchema.parse({
  name: 'x',
  agents: [
    { role: 'builder', count: 6, rate: '2/s', iterations: 5, startTime: '1s' },
    { role: 'builder', count: 3, rate: '1/s' },
    { role: 'expert', count: 1 },
  ],
  load: { stages: [{ duration: '1m', target: 10 }] },
  faults: [{ kind: 'pause', at: '3s', for: '1s' }],
  thresholds: [{ errors: 'rate < 5%' }],
});
const wish = { holdMs: 4000, thresholds: parseSlo('p(99)<100ms') };

test('a step has as many agents, holds them after a warm-up, and asks for the SLO alone', () => {
  const step = stepScenario(scenario, { ...wish, by: 'agents', level: 100 });
  expect(step.agents.map(({ count }) => count)).toEqual([60, 30, 10]);
  expect(step.thresholds).toEqual(wish.thresholds);
  expect(step.faults).toEqual([]);
  const { crowd, warmupUs = 0 } = makePlan(step);
  expect((crowd.endUs - warmupUs) / 1000).toBe(4000);
  expect(crowd.stages).toBeUndefined();
  expect(
    crowd.groups.every(({ iterations, startUs }) => (iterations ?? startUs) === undefined),
  ).toBe(true);
});

test('a step has so high a rate in all, in proportion', () => {
  const step = stepScenario(scenario, { ...wish, by: 'rate', level: 150 });
  expect(totalRate(step.agents)).toBeCloseTo(150, 3);
  expect(step.agents.map(({ rate }) => rate)).toEqual(['20.000000/s', '10.000000/s', undefined]);
});

test('who thinks has no rate to raise', () => {
  const thinking = scenarioSchema.parse({
    name: 'x',
    agents: [{ role: 'builder', count: 1, think: '1s' }],
  });
  expect(() => refuseUnsearchable(thinking, 'rate')).toThrow('--by rate');
  refuseUnsearchable(thinking, 'agents');
});
