import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { countCpus, readTextFile } from '@lighthouse/machine';
import type { ExecResult, Machine } from '../check.ts';

const EXEC_TIMEOUT_MS = 60_000;
const EXEC_OUTPUT_BYTES_MAX = 1 << 20;

/** This machine, as the checks see it. */
export function thisMachine(options: {
  cwd: string;
  resultsDir: string;
  offline: boolean;
}): Machine {
  return {
    platform: process.platform,
    nodeVersion: process.version,
    cpuCount: countCpus(),
    heapLimitBytes: getHeapStatistics().heap_size_limit,
    cwd: options.cwd,
    resultsDir: path.resolve(options.cwd, options.resultsDir),
    temporaryDir: os.tmpdir(),
    offline: options.offline,
    loadAverage: os.loadavg()[0] ?? 0,
    readText: readTextFile,
    nowMs: () => performance.now(),
    wallClockMs: () => Date.now(),
    // A check that is done must not keep the process waiting for its time limit.
    waitMs: async (durationMs) => delay(durationMs, undefined, { ref: durationMs < 1000 }),
    exec,
    findTool,
  };
}

async function exec(command: string, args: readonly string[]): Promise<ExecResult | undefined> {
  return new Promise((resolve) => {
    const options = {
      timeout: EXEC_TIMEOUT_MS,
      maxBuffer: EXEC_OUTPUT_BYTES_MAX,
      encoding: 'utf8' as const,
    };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve({ code: 0, stdout, stderr });
      if (error.code === 'ENOENT' || error.code === 'EACCES') return resolve(undefined);
      return resolve({ code: typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
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
