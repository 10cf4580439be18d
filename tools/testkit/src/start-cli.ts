import { spawn } from 'node:child_process';
import process from 'node:process';
import { killGroup } from './process-group.ts';
import type { Scope } from './scope.ts';
import { waitFor } from './wait-for.ts';

const OUTPUT_LENGTH_MAX = 64 * 1024 * 1024;

export interface CliOptions {
  readonly cwd?: string;
  /** Added to the environment of the test, from which LH_* and colour settings are taken away. */
  readonly env?: Readonly<Record<string, string>>;
  /** Given on stdin, which is then closed. */
  readonly input?: string | Uint8Array;
}

export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningCli {
  readonly pid: number;
  /** What it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /**
   * Resolves with the first line, on stdout or stderr, that matches. Rejects when it ends or
   * `limitMs` pass before.
   */
  readonly waitForLine: (pattern: RegExp, limitMs?: number) => Promise<RegExpExecArray>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves when it has ended and all its output is read. */
  readonly end: Promise<CliEnd>;
}

/**
 * Starts a JavaScript file in a process group of its own, all of which is killed when the scope
 * closes.
 */
export function startCli(
  scope: Scope,
  binPath: string,
  args: readonly string[],
  { cwd, env = {}, input }: CliOptions = {},
): RunningCli {
  const child = spawn(process.execPath, [binPath, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    detached: true,
    stdio: 'pipe',
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${process.execPath}`);
  scope.onClose(() => killGroup(pid));
  // A tool that ends without reading its input is no fault of the test.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      if (output[name].length > OUTPUT_LENGTH_MAX) killGroup(pid);
    });
  }
  let isEnded = false;
  const end = new Promise<CliEnd>((resolve) => {
    child.once('close', (code, signal) => {
      isEnded = true;
      resolve({ code, signal });
    });
  });
  const all = () => `--- stdout\n${output.stdout}\n--- stderr\n${output.stderr}`;
  return {
    pid,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    waitForLine: async (pattern, limitMs = 10_000) => {
      const find = () =>
        firstMatch(pattern, wholeLines(output.stdout, isEnded)) ??
        firstMatch(pattern, wholeLines(output.stderr, isEnded));
      const seen = await waitFor(() => find() ?? (isEnded ? 'ended' : undefined), {
        limitMs,
        what: `a line like ${String(pattern)}`,
      }).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${all()}`);
      });
      if (seen === 'ended') throw new Error(`it ended without ${String(pattern)}\n${all()}`);
      return seen;
    },
    kill: (signal) => {
      child.kill(signal);
    },
    end,
  };
}

/** Leaves out a last line that may still be growing: half a port number would match too. */
function wholeLines(text: string, isEnded: boolean): string {
  return isEnded ? text : text.slice(0, text.lastIndexOf('\n') + 1);
}

function firstMatch(pattern: RegExp, text: string): RegExpExecArray | undefined {
  for (const line of text.split('\n')) {
    const match = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, '')).exec(line);
    if (match !== null) return match;
  }
  return undefined;
}

/** Keeps the settings of whoever runs the tests out of the tools under test. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(LH_|NO_COLOR$|FORCE_COLOR$|NODE_OPTIONS$|NODE_ENV$|JEST_WORKER_ID$|CI$)/.test(name),
    ),
  );
}
