import { afterEach, expect, test } from '@jest/globals';
import { createScope, seedOr } from '@lighthouse/testkit';
import { SeededChance } from '../src/fs/sim-chance.ts';
import { verifyLog } from '../src/verify/verify-log.ts';
import { bundleChild, missingFrom, openHere, runAndKill, type Acknowledged } from './crash-kill.ts';
import { keyRing } from './crash-world.ts';

const CYCLES = 200;
/** The log is checked here so often; in between, the next child recovers it. */
const CYCLES_PER_CHECK = 5;
const CYCLES_PER_LOG = 40;

const scope = createScope(afterEach);
const seed = seedOr(1);

test(`${CYCLES} writers killed with kill -9, from seed ${seed}: nothing acknowledged is lost`, async () => {
  const chance = new SeededChance(seed);
  const child = await bundleChild(await scope.folder());
  let acknowledgedCount = 0;
  for (let cycle = 0; cycle < CYCLES; cycle += CYCLES_PER_LOG) {
    const dir = await scope.folder();
    acknowledgedCount += await killOverAndOver({ child, dir, chance }, CYCLES_PER_LOG);
  }
  expect(acknowledgedCount).toBeGreaterThan(CYCLES * 5);
}, 300_000);

async function killOverAndOver(
  plan: Parameters<typeof runAndKill>[0],
  cycleCount: number,
): Promise<number> {
  const acknowledged: Acknowledged = new Map();
  for (let cycle = 1; cycle <= cycleCount; cycle++) {
    await runAndKill(plan, acknowledged);
    if (cycle % CYCLES_PER_CHECK !== 0) continue;
    const log = await openHere(plan.dir);
    expect(await missingFrom(log, acknowledged)).toEqual([]);
    await log.close();
  }
  expect(await verifyLog({ dir: plan.dir, keyRing })).toMatchObject({ value: 'intact' });
  return acknowledged.size;
}
