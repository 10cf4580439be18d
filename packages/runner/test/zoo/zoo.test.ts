/** @slow */
import { afterAll, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { GUILTY, INNOCENT } from './targets.ts';
import { buildZoo, visitInLanes } from './visit-zoo.ts';

const scope = createScope(afterAll);
/** More of them, and with the tools as they are built: zoo.test-long.ts. */
const SEEDS = [1, 2];
const LANES = 2;
const LIMIT_MS = 540_000;

test(
  'every broken bridge is convicted of its own defect, and every correct one is cleared',
  async () => {
    const zoo = await buildZoo(scope, 'lane');
    const targets = [...GUILTY, ...INNOCENT];
    const visits = targets.flatMap((target) => SEEDS.map((seed) => ({ target, seed })));
    expect(await visitInLanes(zoo, visits, LANES)).toEqual([]);
    expect(GUILTY.length).toBeGreaterThanOrEqual(25);
  },
  LIMIT_MS,
);
