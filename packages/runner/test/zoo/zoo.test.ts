import { afterAll, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { GUILTY, INNOCENT } from './targets.ts';
import { buildZoo, visitAll } from './visit-zoo.ts';

const scope = createScope(afterAll);
/** More of them: zoo.test-long.ts. */
const SEEDS = [1];
const JOBS = 4;
const LIMIT_MS = 540_000;

test(
  'every broken bridge is convicted of its own defect, and every correct one is cleared',
  async () => {
    const zoo = await buildZoo(scope);
    const targets = [...GUILTY, ...INNOCENT];
    const visits = targets.flatMap((target) => SEEDS.map((seed) => ({ target, seed })));
    expect(await visitAll(zoo, visits, JOBS)).toEqual([]);
    expect(GUILTY.length).toBeGreaterThanOrEqual(25);
  },
  LIMIT_MS,
);
