import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { build } from 'esbuild';

export interface DemoResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningDemo {
  /** Resolves once stderr holds this text. */
  readonly saw: (text: string) => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Closes the reading end of its stdout. */
  readonly hangUp: () => void;
  readonly end: Promise<DemoResult>;
}

export interface Demo {
  readonly start: (line: string, env?: Readonly<Record<string, string>>) => RunningDemo;
  readonly run: (line: string, env?: Readonly<Record<string, string>>) => Promise<DemoResult>;
  readonly bin: () => string;
}

/**
 * Bundles demo-tool.ts once for a test file, as the tools are bundled. What a test started is
 * killed when it ends.
 */
export function useDemo(): Demo {
  const started: ReturnType<typeof spawnDemo>[] = [];
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lighthouse-cli-kit-'));
    await bundle(path.join(folder, 'demo.mjs'));
  });
  afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const bin = () => path.join(folder, 'demo.mjs');
  const start: Demo['start'] = (line, env = {}) => {
    const child = spawnDemo(bin(), line, env);
    started.push(child);
    return watch(child);
  };
  return { start, run: (line, env) => start(line, env).end, bin };
}

async function bundle(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('demo-tool.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@lighthouse/source'],
    define: { __LIGHTHOUSE_VERSION__: '"4.5.6"' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
  });
}

/**
 * The environment holds nothing but what the test says: whoever runs it may have set LH_SEED or
 * NO_COLOR.
 */
function spawnDemo(bin: string, line: string, env: Readonly<Record<string, string>>) {
  return spawn(process.execPath, [bin, ...line.split(' ').filter(Boolean)], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function watch(child: ReturnType<typeof spawnDemo>): RunningDemo {
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const end = new Promise<DemoResult>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  return {
    saw: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.stderr.includes(text)) resolve();
        };
        child.stderr.on('data', look);
        void end.then(() => reject(new Error(`ended without ${text}: ${output.stderr}`)));
        look();
      }),
    kill: (signal) => {
      child.kill(signal);
    },
    hangUp: () => {
      child.stdout.destroy();
    },
    end,
  };
}
