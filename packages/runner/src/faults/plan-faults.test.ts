import type { GroupSpec } from '@lighthouse/agent-sim';
import { expect, test } from '@jest/globals';
import { scenarioSchema } from '@lighthouse/contract';
import type { ScenarioInput } from '@lighthouse/contract';
import { makePlan } from '../plan/make-plan.ts';
import { planJson, planSha256 } from '../plan/plan-json.ts';
import { affectedAgents } from './affected-agents.ts';
import { planFaults } from './plan-faults.ts';
import type { NetworkAction, Split } from './planned-fault.ts';

const input: ScenarioInput = {
  name: 'x',
  agents: [
    { role: 'builder', count: 7 },
    { role: 'expert', count: 3 },
  ],
  faults: [
    { kind: 'kill', at: '6s', restartAfter: '500ms' },
    { id: 'slow', kind: 'latency', at: '1s', for: '2s', latency: '50ms', agents: { share: 0.5 } },
    { kind: 'clock_step', at: '4s', for: '1s', step: '-10s', optional: true },
  ],
};
const scenario = scenarioSchema.parse(input);

test('faults are resolved to the last default, in the order of their times', () => {
  expect(planFaults(scenario)).toMatchObject([
    {
      id: 'slow',
      atUs: 1e6,
      endUs: 3e6,
      optional: false,
      action: { kind: 'latency', latencyMs: 50, jitterMs: 0, stream: 'downstream', toxicity: 1 },
    },
    { id: 'f3', optional: true, action: { kind: 'clock_step', stepMs: -10_000 } },
    { id: 'f1', atUs: 6e6, endUs: 6.5e6, action: { kind: 'kill' } },
  ]);
});

test('the same seed gives the same faults byte for byte, another seed others', () => {
  const again = scenarioSchema.parse(structuredClone(input));
  expect(planJson(makePlan(again))).toBe(planJson(makePlan(scenario)));
  expect(planSha256(makePlan({ ...scenario, seed: 2 }))).not.toBe(planSha256(makePlan(scenario)));
  const [one, other] = [scenario, { ...scenario, seed: 2 }].map(
    (each) => planFaults(each)[0]?.seed,
  );
  expect(one).not.toBe(other);
});

const groups = makePlan(scenario).crowd.groups as readonly GroupSpec[];
const partition = (split: Split, agents = {}, seed = 1) =>
  affectedAgents(groups, {
    seed,
    action: { kind: 'partition', split, agents } satisfies NetworkAction,
  });

test.each([
  ['one', 1],
  ['one-third', 3],
  ['half', 5],
  ['majority', 6],
  ['all', 10],
] as const)('a partition of %s cuts off %p of ten agents', (split, count) => {
  const [agents = []] = partition(split);
  expect(agents).toHaveLength(count);
  expect(new Set(agents).size).toBe(count);
  expect(partition(split)).toEqual([agents]);
});

test('a ring cuts off everyone once, and never a majority', () => {
  const sectors = partition('ring');
  expect(sectors.flat().toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const sector of sectors) expect(sector.length).toBeLessThan(5);
});

test('agents are chosen by role, behaviour, group and share', () => {
  expect(partition('all', { role: 'expert' })).toEqual([[7, 8, 9]]);
  expect(partition('all', { group: 0, behaviour: 'honest' })).toEqual([[0, 1, 2, 3, 4, 5, 6]]);
  expect(partition('all', { share: 0.3 })[0]).toHaveLength(3);
  expect(partition('all', { role: 'expert', share: 0.01 })[0]).toHaveLength(1);
});
