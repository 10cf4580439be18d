import { execFile } from 'node:child_process';
import process from 'node:process';
import type { Exec } from '../check.ts';

const TIMEOUT_MS = 10_000;
const OUTPUT_BYTES_MAX = 4 << 20;

/** Runs a program to its end. A tool of ours is run by the Node that runs this one. */
export const exec: Exec = (command, args, { timeoutMs = TIMEOUT_MS, signal } = {}) =>
  new Promise((resolve) => {
    const isOurs = command.endsWith('.mjs');
    const [program, words] = isOurs ? [process.execPath, [command, ...args]] : [command, [...args]];
    const options = {
      timeout: timeoutMs,
      maxBuffer: OUTPUT_BYTES_MAX,
      encoding: 'buffer' as const,
      env: withoutOwnVariables(process.env),
      ...(signal === undefined ? {} : { signal }),
    };
    execFile(program, words, options, (error, stdout, stderr) => {
      const said = { stdout: stdout.toString('latin1'), stderr: stderr.toString('utf8') };
      if (error === null) return resolve({ code: 0, ...said });
      if (error.code === 'ENOENT' || error.code === 'EACCES') return resolve(undefined);
      return resolve({ code: typeof error.code === 'number' ? error.code : -1, ...said });
    });
  });

/** LH_… is meant for this tool; others are told everything on their command line. */
function withoutOwnVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('LH_')));
}
