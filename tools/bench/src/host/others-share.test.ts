import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { watchOthers } from './others-share.ts';

/** Measures while a process works: one of our own group, or a stranger. */
async function shareWhileBusy(detached: boolean): Promise<number> {
  const worker = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore', detached });
  const end = new Promise((resolve) => worker.once('exit', resolve));
  await sleep(300);
  const othersShare = watchOthers();
  await sleep(700);
  const share = othersShare();
  worker.kill('SIGKILL');
  await end;
  return share ?? Number.NaN;
}

test('what a stranger uses is counted, what our own children use is not', async () => {
  if (!existsSync('/proc/stat')) {
    expect(watchOthers()()).toBeUndefined();
    return;
  }
  const own = await shareWhileBusy(false);
  const stranger = await shareWhileBusy(true);
  for (const share of [own, stranger]) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
  expect(stranger).toBeGreaterThan(0);
});
