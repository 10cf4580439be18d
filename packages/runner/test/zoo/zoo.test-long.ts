import { afterAll, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { GUILTY, INNOCENT } from './targets.ts';
import { buildZoo, visitAll } from './visit-zoo.ts';

const scope = createScope(afterAll);
const SEED_COUNT = 20;
const JOBS = 4;
const LIMIT_MS = 3_600_000;

test(
  'whatever the seed, the guilty are convicted, and only they',
  async () => {
    const zoo = await buildZoo(scope, 'processes');
    const seeds = Array.from({ length: SEED_COUNT }, (_, seed) => seed + 100);
    const targets = [...GUILTY, ...INNOCENT];
    const visits = targets.flatMap((target) => seeds.map((seed) => ({ target, seed })));
    expect(await visitAll(zoo, visits, JOBS)).toEqual([]);
  },
  LIMIT_MS,
);
