import { createCrowd } from '@lighthouse/agent-sim';
import { expect, test } from '@jest/globals';
import { scenarioSchema } from '@lighthouse/contract';
import type { ScenarioInput } from '@lighthouse/contract';
import fc from 'fast-check';
import { BUILTIN_SCENARIOS, readScenario } from '@lighthouse/scenario-file';
import { makePlan, shardsOf } from './make-plan.ts';
import { planJson, planSha256 } from './plan-json.ts';

const input: ScenarioInput = {
  name: 'x',
  seed: 3,
  agents: [
    { role: 'builder', count: 7, rate: '30/m', complexity: 5 },
    { role: 'expert', count: 3 },
  ],
  load: { ramp: '1s', hold: '2.5s', drain: '1s', timeout: '700ms' },
};
const scenario = scenarioSchema.parse(input);

test('every default is resolved', () => {
  expect(makePlan(scenario)).toMatchObject({
    agentCount: 10,
    drainUs: 1e6,
    timeoutUs: 7e5,
    crowd: {
      seed: 3,
      rampUs: 1e6,
      endUs: 3.5e6,
      groups: [
        {
          role: 'builder',
          behaviour: 'honest',
          firstIndex: 0,
          count: 7,
          workload: { ratePerSecond: 0.5, arrival: 'poisson', stepCount: 5, contentBytes: 256 },
          review: null,
        },
        { role: 'expert', firstIndex: 7, count: 3, workload: null, review: { approveShare: 0.8 } },
      ],
    },
  });
});

test('equal scenarios give equal bytes, whatever the order they are written in', () => {
  const reversed = Object.fromEntries(Object.entries(input).reverse());
  const again = scenarioSchema.parse(reversed);
  expect(planJson(makePlan(again))).toBe(planJson(makePlan(scenario)));
  expect(planSha256(makePlan(again))).toBe(planSha256(makePlan(scenario)));
});

test('another seed is another plan', () => {
  expect(planSha256(makePlan({ ...scenario, seed: 4 }))).not.toBe(planSha256(makePlan(scenario)));
});

test('the plan of a thousand agents is as small as that of ten', () => {
  const plan = makePlan(
    readScenario(new TextEncoder().encode(BUILTIN_SCENARIOS['large']), 'large'),
  );
  expect(plan.agentCount).toBe(1000);
  expect(planJson(plan).length).toBeLessThan(2500);
});

test('a plan survives JSON', () => {
  const plan = makePlan(scenario);
  expect(JSON.parse(planJson(plan))).toEqual(plan);
});

test('shards hold every agent once, and none is empty', () => {
  const plan = makePlan(scenario);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), (workers) => {
      const crowds = shardsOf(plan.agentCount, workers).map((shard) =>
        createCrowd(plan.crowd, shard),
      );
      const indexes = crowds.flatMap((crowd) =>
        Array.from({ length: crowd.size }, (_, position) => crowd.identity(position).index),
      );
      expect(indexes.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(crowds.every((crowd) => crowd.size > 0)).toBe(true);
    }),
  );
});

test('a plan and its agents stay the same from one version of the code to the next', () => {
  const plan = makePlan(scenario);
  const crowd = createCrowd(plan.crowd);
  const steps = [0, 1, 2].flatMap((position) => {
    const operation = crowd.next(position);
    return operation?.kind !== 'command'
      ? []
      : [[operation.atUs, operation.key, operation.request.target]];
  });
  expect({ sha256: planSha256(plan), steps }).toMatchInlineSnapshot(`
    {
      "sha256": "93e086ad360b1e476ca2664d7008b3c88f15c9445a39be9232acaf65ea5032fc",
      "steps": [
        [
          1303245,
          "builder-0000-1",
          "area-21/0-1",
        ],
        [
          640389,
          "builder-0001-1",
          "area-16/1-1",
        ],
        [
          3394994,
          "builder-0002-1",
          "area-8/2-1",
        ],
      ],
    }
  `);
});
