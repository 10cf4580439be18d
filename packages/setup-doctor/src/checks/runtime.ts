import { createHash, hash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { findProgram } from '../find-program.ts';
import { judge, pass, skip, type Check, type Machine, type Outcome } from '../check.ts';

/** Node has it; its type definitions leave it to those of browsers. */
declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

const NODE_MIN = [20, 19, 0] as const;
const COMPILE_CACHE_MIN = [22, 1, 0] as const;
/** (module (func (result v128) i32.const 0 i8x16.splat)): valid only where WebAssembly has SIMD. */
const SIMD_MODULE = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15,
  11,
]);

const NAMED = [
  ['runtime.node', 'Node.js', checkNode],
  ['runtime.npm', 'npm', checkNpm],
  ['runtime.dependencies', 'installed packages', checkDependencies],
  ['runtime.hash', 'one-shot hashing', checkHash],
  ['runtime.sha', 'SHA-256 in hardware', checkSha],
  ['runtime.simd', 'SIMD in WebAssembly', checkSimd],
  ['runtime.threads', 'worker threads', checkThreads],
  ['runtime.compile-cache', 'cache of compiled code', checkCompileCache],
] as const;

export const runtimeChecks: readonly Check[] = NAMED.map(([id, title, run]) => ({
  id,
  title,
  run,
  group: 'runtime',
}));

function checkNode({ nodeVersion }: Machine): Outcome {
  return judge(isAtLeast(nodeVersion, NODE_MIN), {
    found: nodeVersion,
    needed: `${NODE_MIN.join('.')} or newer`,
    advice: 'install a newer Node.js: version 22 or 24 is best',
    otherwise: 'fail',
  });
}

function isAtLeast(version: string, wanted: readonly number[]): boolean {
  const have = version.replace(/^v/, '').split('.').map(Number);
  const difference = wanted.map((part, i) => (have[i] ?? 0) - part).find((d) => d !== 0) ?? 0;
  return difference >= 0;
}

/**
 * Reads npm's own package.json: asking npm itself for its version takes longer than all the rest.
 */
async function checkNpm({ env, readText, exec }: Machine): Promise<Outcome> {
  const program = findProgram('npm', env);
  const missing = {
    found: 'not in the PATH',
    needed: 'npm, to install and update',
    advice: 'install npm, or add its folder to PATH; tools that are installed run without it',
    otherwise: 'warn',
  } as const;
  if (program === undefined) return judge(false, missing);
  const manifest = path.join(realpathSync(program), '../../package.json');
  const version = /"version":\s*"([^"]+)"/.exec(readText(manifest) ?? '')?.[1];
  if (version !== undefined) return pass(version);
  const answer = await exec(program, ['--version']);
  if (answer?.code === 0) return pass(answer.stdout.trim());
  return judge(false, { ...missing, found: `${program} does not work` });
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
        : `${differing.length} of ${wanted.size} differ from the lock file`,
    needed: 'what package-lock.json names',
    advice: 'lh-doctor --fix, or npm ci',
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

function checkCompileCache({ nodeVersion, env }: Machine): Outcome {
  if (!isAtLeast(nodeVersion, COMPILE_CACHE_MIN))
    return skip(`${nodeVersion} has none; Node.js ${COMPILE_CACHE_MIN.join('.')} has`);
  const folder = env['NODE_COMPILE_CACHE'];
  if (folder === undefined || folder === '')
    return pass('there, not used', 'tools start faster with NODE_COMPILE_CACHE=<folder>');
  return pass('in use');
}
