import { createHash, hash } from 'node:crypto';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { judge, skip, type Check, type Machine, type Outcome } from '../check.ts';

/** Node has it; its type definitions leave it to those of browsers. */
declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

const NODE_MIN = [20, 19, 0] as const;
/** (module (func (result v128) i32.const 0 i8x16.splat)): valid only where WebAssembly has SIMD. */
const SIMD_MODULE = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15,
  11,
]);

export const runtimeChecks: readonly Check[] = [
  { id: 'runtime.node', group: 'runtime', title: 'Node.js', run: checkNode },
  {
    id: 'runtime.dependencies',
    group: 'runtime',
    title: 'installed packages',
    run: checkDependencies,
  },
  { id: 'runtime.hash', group: 'runtime', title: 'one-shot hashing', run: checkHash },
  { id: 'runtime.sha', group: 'runtime', title: 'SHA-256 in hardware', run: checkSha },
  { id: 'runtime.simd', group: 'runtime', title: 'SIMD in WebAssembly', run: checkSimd },
  { id: 'runtime.threads', group: 'runtime', title: 'worker threads', run: checkThreads },
];

function checkNode({ nodeVersion }: Machine): Outcome {
  const have = nodeVersion.replace(/^v/, '').split('.').map(Number);
  const difference = NODE_MIN.map((wanted, i) => (have[i] ?? 0) - wanted).find((d) => d !== 0) ?? 0;
  return judge(difference >= 0, {
    found: nodeVersion,
    needed: `${NODE_MIN.join('.')} or newer`,
    advice: 'install a newer Node.js: version 22 or 24 is best',
    otherwise: 'fail',
  });
}

/** Compares the lock file with what npm wrote down after its last install. */
function checkDependencies({ cwd, readText }: Machine): Outcome {
  const wanted = lockedPackages(readText(path.join(cwd, 'package-lock.json')));
  if (wanted === undefined) return skip('no package-lock.json here');
  const installed = lockedPackages(readText(path.join(cwd, 'node_modules/.package-lock.json')));
  const differing = [...wanted].filter(
    ([name, { version, optional }]) => !optional && installed?.get(name)?.version !== version,
  );
  return judge(differing.length === 0, {
    found:
      differing.length === 0
        ? `${wanted.size} as locked`
        : `${differing.length} differ from the lock file`,
    needed: 'what package-lock.json names',
    advice: 'run npm ci',
    otherwise: 'fail',
  });
}

function lockedPackages(
  text: string | undefined,
): Map<string, { version: string; optional: boolean }> | undefined {
  if (text === undefined) return undefined;
  const lock = JSON.parse(text) as {
    packages?: Record<string, { version?: string; optional?: boolean; link?: boolean }>;
  };
  const entries = Object.entries(lock.packages ?? {}).filter(
    ([name, entry]) => name.includes('node_modules/') && entry.link !== true,
  );
  return new Map(
    entries.map(([name, { version = '', optional = false }]) => [name, { version, optional }]),
  );
}

function checkHash(): Outcome {
  const works =
    typeof hash === 'function' &&
    hash('sha256', 'x') === createHash('sha256').update('x').digest('hex');
  return judge(works, {
    found: works ? 'crypto.hash works' : 'crypto.hash is missing',
    needed: 'crypto.hash',
    advice:
      'install Node.js 20.19 or newer: logs are read and written several times faster with it',
    otherwise: 'warn',
  });
}

function checkSha({ readText }: Machine): Outcome {
  const info = readText('/proc/cpuinfo');
  if (info === undefined) return skip('no /proc/cpuinfo here');
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(info)?.[1] ?? '';
  return judge(/\b(?:sha_ni|sha2)\b/.test(flags), {
    found: /\b(?:sha_ni|sha2)\b/.test(flags) ? 'yes' : 'no',
    needed: 'SHA extensions',
    advice: 'nothing to do; hashing takes about twice the time on this CPU',
    otherwise: 'warn',
  });
}

function checkSimd(): Outcome {
  return judge(WebAssembly.validate(SIMD_MODULE), {
    found: WebAssembly.validate(SIMD_MODULE) ? 'yes' : 'no',
    needed: 'SIMD',
    advice: 'nothing to do; logs are verified with the slower method',
    otherwise: 'warn',
  });
}

async function checkThreads(): Promise<Outcome> {
  const worker = new Worker('require("node:worker_threads").parentPort.postMessage(6 * 7)', {
    eval: true,
  });
  try {
    const answer = await new Promise<unknown>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    return judge(answer === 42, {
      found: 'a thread was started and answered',
      needed: 'worker threads',
      advice: 'look for limits on threads (ulimit -u, cgroup pids)',
      otherwise: 'fail',
    });
  } finally {
    await worker.terminate();
  }
}
