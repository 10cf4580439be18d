import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, seedOr } from '@lighthouse/testkit';
import { bundleForTest } from './bundle-for-test.ts';

const KILLS = 200;
/** Processes are killed that write to so many logs each: starting them is most of what it costs. */
const LOGS_PER_PROCESS = 4;
const SIDE_BY_SIDE = 2;
const TIMEOUT_MS = 300_000;

const scope = createScope(afterEach);
const seed = seedOr(1);

test(
  `${KILLS} logs whose writer is killed with kill -9, from seed ${seed}: nothing acknowledged is lost`,
  async () => {
    const folder = await scope.folder();
    const child = await bundleForTest('crash-kill-child.ts', folder);
    const program = await bundleForTest('crash-kill-main.ts', folder);
    const counts = await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, (_, index) => killOverAndOver(program, child, index)),
    );
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThan(KILLS * 5);
  },
  TIMEOUT_MS,
);

async function killOverAndOver(program: string, child: string, index: number): Promise<number> {
  const dirs = Array.from({ length: LOGS_PER_PROCESS }, () => scope.folder());
  const killCount = KILLS / LOGS_PER_PROCESS / SIDE_BY_SIDE;
  const args = [child, seed * SIDE_BY_SIDE + index, killCount, ...(await Promise.all(dirs))];
  const { stdout, stderr } = await runCli(program, args.map(String), { timeoutMs: TIMEOUT_MS });
  expect(stderr).toBe('');
  return Number(stdout);
}
