import { expect, test } from '@jest/globals';
import { readScenario } from '@lighthouse/scenario-file';
import { countOperations } from './count-operations.ts';
import { makePlan } from './make-plan.ts';

function crowdOf(agents: string, load = '{ ramp: 0s, hold: 10s }') {
  const text = `name: x\nagents: ${agents}\nload: ${load}\n`;
  return makePlan(readScenario(new TextEncoder().encode(text), 'x.yaml')).crowd;
}

const BUILDERS = '{ role: builder, count: 4, rate: 5/s, arrival: constant }';

test('what agents intend is counted by kind, as the run will intend it', () => {
  const crowd = crowdOf(`[${BUILDERS}, { role: expert, count: 2 }]`);
  const { all, groups, isExact } = countOperations({ crowd, requestNames: [] });
  expect(isExact).toBe(true);
  const { safe = 0, risky = 0, complex = 0, session } = all;
  expect(safe + risky + complex).toBe(4 * 5 * 10);
  expect(session).toBe(6);
  expect(groups).toMatchObject([{ session: 4 }, { session: 2 }]);
});

test('shards together are the whole', () => {
  const crowd = crowdOf(`[${BUILDERS}]`);
  const ofShard = (first: number) =>
    countOperations({ crowd, requestNames: [], shard: { first, step: 3 } }).all['safe'] ?? 0;
  const whole = countOperations({ crowd, requestNames: [] }).all['safe'];
  expect(ofShard(0) + ofShard(1) + ofShard(2)).toBe(whole);
});

test('liars attack, and who waits for answers is counted with its session alone', () => {
  const liar = '{ role: builder, count: 1, rate: 10/s, behaviour: replay }';
  const thinker = '{ role: builder, count: 3, think: 1s }';
  const { groups } = countOperations({ crowd: crowdOf(`[${liar}, ${thinker}]`), requestNames: [] });
  expect(groups[0]?.['attack']).toBeGreaterThan(50);
  expect(groups[1]).toEqual({ session: 3 });
});

test('of too many a part is counted, and said to be one', () => {
  const many = '{ role: builder, count: 400, rate: 5/s, arrival: constant }';
  const load = { crowd: crowdOf(`[${many}]`), requestNames: [], countMax: 2000 };
  const { all, isExact } = countOperations(load);
  expect(isExact).toBe(false);
  const { safe = 0, risky = 0, complex = 0 } = all;
  expect(safe + risky + complex).toBe(400 * 5 * 10);
});
