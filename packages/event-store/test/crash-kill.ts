/**
 * Real processes, really killed: a child appends and reports, and dies at a random acknowledgement.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import type { Chance } from '../src/fs/sim-chance.ts';
import { openLog } from '../src/open-log.ts';
import type { EventLog } from '../src/types.ts';
import { keyRing } from './crash-world.ts';

/** What the child makes of its log, unless told otherwise: segments that are soon full. */
export const SEGMENT_BYTES = 32_768;

/** MAC of each acknowledged append, by its last seq. */
export type Acknowledged = Map<number, string>;

export interface KillPlan {
  readonly child: string;
  /** Folders of logs, all written to by one process. */
  readonly dirs: readonly string[];
  readonly chance: Chance;
}

/**
 * Starts a child and kills it: while it opens the logs, or after some acknowledgements. Adds to
 * `acknowledged`, by log, what it was told.
 */
export async function runAndKill(
  { child: program, dirs, chance }: KillPlan,
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  const lanes = 1 + chance.below(8);
  const linesToLive = chance.chance(0.15)
    ? 1 + chance.below(dirs.length)
    : 1 + dirs.length * (1 + chance.below(40));
  const args = [program, String(lanes), 'Infinity', String(SEGMENT_BYTES), ...dirs];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let lineCount = 0;
  child.stdout.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    lineCount += chunk.split('\n').length - 1;
    if (lineCount >= linesToLive) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.on('close', (_code, how) => resolve(how)));
  if (signal !== 'SIGKILL') throw new Error(`the child ended by itself: ${text.slice(-500)}`);
  addAcknowledged(text, acknowledged);
}

/** Finds in what a child said the appends that were acknowledged. */
export function addAcknowledged(text: string, acknowledged: readonly Acknowledged[]): void {
  for (const [, log, seq, mac] of text.matchAll(/^(\d+) (\d+) (\S+)\n/gm)) {
    acknowledged[Number(log)]?.set(Number(seq), mac ?? '');
  }
}

/** Opens the log in this process, with the indexes that the child left. */
export function openHere(dir: string): Promise<EventLog> {
  let nowUs = Date.now() * 1000;
  const clock = { nowUs: () => ++nowUs };
  return openLog({
    dir,
    keyRing,
    clock,
    random: randomBytes,
    limits: { indexedSegmentBytesMin: 0 },
  });
}

/** Gives the acknowledged appends that the log does not hold as they were acknowledged. */
export async function missingFrom(log: EventLog, acknowledged: Acknowledged): Promise<number[]> {
  const missing = new Set(acknowledged.keys());
  for await (const { seq, mac } of log.read()) {
    if (acknowledged.get(seq) === mac) missing.delete(seq);
  }
  return [...missing];
}
