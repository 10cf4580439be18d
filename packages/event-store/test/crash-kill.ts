/**
 * Real processes, really killed: a child appends and reports, and dies at a random acknowledgement.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Chance } from '../src/fs/sim-chance.ts';
import { openLog } from '../src/open-log.ts';
import type { EventLog } from '../src/types.ts';
import { keyRing } from './crash-world.ts';

export function bundleChild(outFolder: string): Promise<string> {
  return bundleForTest('crash-kill-child.ts', outFolder);
}

/** Makes one file of a program beside this one, so that it starts fast and as users run it. */
export async function bundleForTest(name: string, outFolder: string): Promise<string> {
  const outfile = path.join(outFolder, 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@lighthouse/source'],
    logLevel: 'error',
  });
  return outfile;
}

/** MAC of each acknowledged append, by its last seq. */
export type Acknowledged = Map<number, string>;

export interface KillPlan {
  readonly child: string;
  readonly dir: string;
  readonly chance: Chance;
}

/**
 * Starts a child and kills it: while it opens the log, or after some acknowledgements. Adds to
 * `acknowledged` what it was told.
 */
export async function runAndKill(plan: KillPlan, acknowledged: Acknowledged): Promise<void> {
  const lanes = 1 + plan.chance.below(8);
  const linesToLive = plan.chance.chance(0.15) ? 1 : 2 + plan.chance.below(60);
  const child = spawn(process.execPath, [plan.child, plan.dir, String(lanes)], {
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
  for (const [, seq, mac] of text.matchAll(/^(\d+) (\S+)\n/gm)) {
    acknowledged.set(Number(seq), mac ?? '');
  }
}

/** Opens the log in this process. */
export function openHere(dir: string): Promise<EventLog> {
  let nowUs = Date.now() * 1000;
  return openLog({ dir, keyRing, clock: { nowUs: () => ++nowUs }, random: randomBytes });
}

/** Gives the acknowledged appends that the log does not hold as they were acknowledged. */
export async function missingFrom(log: EventLog, acknowledged: Acknowledged): Promise<number[]> {
  const missing = new Set(acknowledged.keys());
  for await (const { seq, mac } of log.read()) {
    if (acknowledged.get(seq) === mac) missing.delete(seq);
  }
  return [...missing];
}
