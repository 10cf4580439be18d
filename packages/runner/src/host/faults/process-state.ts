import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { BridgeControl } from '../../run/target.ts';

const STATES: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'running',
  D: 'waiting for the disk',
  T: 'stopped',
  t: 'stopped',
  Z: 'dead',
  X: 'dead',
  I: 'running',
};

/** Reads a file of /proc; undefined when there is none. */
export function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/** Says what state a process is in, as the kernel has it. */
export function processState(pid: number | undefined): string {
  const stat = pid === undefined ? undefined : readProc(`/proc/${pid}/stat`);
  if (stat === undefined) return 'gone';
  // The name stands in brackets and may hold anything.
  const letter = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  return STATES[letter] ?? letter;
}

/** The same in words; of a bridge between two lives too. */
export function describeProcess(pid: number | undefined): string {
  return pid === undefined ? 'no process' : `${processState(pid)}, process ${pid}`;
}

/** Time that a process has spent ready to run, waiting for a CPU; undefined when it isn't told. */
export function runQueueWaitMs(pid: number | undefined): number | undefined {
  const text = pid === undefined ? undefined : readProc(`/proc/${pid}/schedstat`);
  const nanoseconds = Number(text?.split(' ')[1] ?? Number.NaN);
  return Number.isNaN(nanoseconds) ? undefined : nanoseconds / 1e6;
}

/** Waits until something is so; false when it is not so after this long. */
export async function waitUntil(isSo: () => boolean, limitMs: number): Promise<boolean> {
  for (let left = limitMs; left > 0 && !isSo(); left -= POLL_MS) await delay(POLL_MS);
  return isSo();
}

/**
 * Waits until a bridge lives: it may be on its way back from another fault. Gives its process.
 */
export async function livingBridge(bridge: Pick<BridgeControl, 'pid'>): Promise<number> {
  await waitUntil(() => bridge.pid() !== undefined, START_LIMIT_MS);
  const pid = bridge.pid();
  if (pid === undefined) throw new Error('there is no bridge: it did not come back in time');
  return pid;
}

const START_LIMIT_MS = 20_000;
const POLL_MS = 5;
