import { spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from '@jest/globals';
import { bundleForTest, createScope, runCli, seedOr } from '@lighthouse/testkit';
import { openHere, SEGMENT_BYTES } from './crash-kill.ts';

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
    const child = await bundleForTest(new URL('crash-kill-child.ts', import.meta.url), folder);
    const program = await bundleForTest(new URL('crash-kill-main.ts', import.meta.url), folder);
    const counts = await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, (_, index) => killOverAndOver(program, child, index)),
    );
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThan(KILLS * 5);
  },
  TIMEOUT_MS,
);

test('while a process writes to a log no other can, and once it was killed the next one can', async () => {
  const folder = await scope.folder();
  const program = await bundleForTest(new URL('crash-kill-child.ts', import.meta.url), folder);
  const dir = await scope.folder();
  const child = spawn(process.execPath, [program, '1', 'Infinity', String(SEGMENT_BYTES), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  for await (const line of lines) if (line === 'opened') break;
  await expect(openHere(dir)).rejects.toMatchObject({ code: 'LH_LOG_LOCKED' });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.on('close', resolve));
  const log = await openHere(dir);
  await log.close();
});

async function killOverAndOver(program: string, child: string, index: number): Promise<number> {
  const dirs = Array.from({ length: LOGS_PER_PROCESS }, () => scope.folder());
  const killCount = KILLS / LOGS_PER_PROCESS / SIDE_BY_SIDE;
  const args = [child, seed * SIDE_BY_SIDE + index, killCount, ...(await Promise.all(dirs))];
  const { stdout, stderr } = await runCli(program, args.map(String), { timeoutMs: TIMEOUT_MS });
  expect(stderr).toBe('');
  return Number(stdout);
}
