import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { countCpus, readTextFile } from '@lighthouse/machine';
import type { Machine, Settings } from '../check.ts';
import { exec } from './exec.ts';

/** This machine, as the checks see it. */
export function thisMachine(settings: Settings): Machine {
  return {
    ...settings,
    platform: process.platform,
    nodeVersion: process.version,
    cpuCount: countCpus(),
    heapLimitBytes: getHeapStatistics().heap_size_limit,
    temporaryDir: os.tmpdir(),
    loadAverage: os.loadavg()[0] ?? 0,
    uid: process.getuid?.(),
    env: process.env,
    readText: readTextFile,
    nowMs: () => performance.now(),
    wallClockMs: () => Date.now(),
    // A check that is done must not keep the process waiting for its time limit.
    waitMs: async (durationMs) => delay(durationMs, undefined, { ref: durationMs < 1000 }),
    exec,
    findTool,
    installedAtMs: statSync(fileURLToPath(import.meta.url), { throwIfNoEntry: false })?.mtimeMs,
  };
}

/** Finds a tool that is installed in the same node_modules as this one. */
function findTool(name: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const bin = path.join(path.dirname(manifest), 'bin', `${name}.mjs`);
    return existsSync(bin) ? bin : undefined;
  } catch {
    return undefined;
  }
}
