import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { watchOthers } from './others-share.ts';

const BUSY = 'for (;;);';

/** Measures while a process works: one that we started, or a stranger. */
async function shareWhileBusy(who: 'own' | 'stranger'): Promise<number> {
  const worker = who === 'own' ? startOwn() : await startStranger();
  await sleep(300);
  const othersShare = watchOthers();
  await sleep(700);
  const share = othersShare();
  process.kill(worker, 'SIGKILL');
  return share ?? Number.NaN;
}

function startOwn(): number {
  const { pid } = spawn(process.execPath, ['-e', BUSY], { stdio: 'ignore', detached: true });
  return pid ?? Number.NaN;
}

/** Whoever started it, in a session of its own, is gone before anybody looks. */
async function startStranger(): Promise<number> {
  const script = '"$0" -e "$1" >/dev/null & echo $!';
  const shell = spawn('sh', ['-c', script, process.execPath, BUSY], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const [[text]] = (await Promise.all([once(shell.stdout, 'data'), once(shell, 'exit')])) as [
    [Buffer],
    unknown,
  ];
  return Number(text.toString());
}

test('what a stranger uses is counted, what we started uses is not', async () => {
  if (!existsSync('/proc/stat')) {
    expect(watchOthers()()).toBeUndefined();
    return;
  }
  const own = await shareWhileBusy('own');
  const stranger = await shareWhileBusy('stranger');
  for (const share of [own, stranger]) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
  expect(stranger).toBeGreaterThan(0);
});
