import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import process from 'node:process';
import { withoutOwnVariables, type ProcessEnd } from './bridge-process.ts';
import { isSystemError } from './system-error.ts';

export interface ChildRunOptions {
  /** The bundle of this very tool. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Becomes its TMPDIR. */
  readonly tempDir: string;
  /** File that gets what it writes to stderr. */
  readonly outputFile: string;
  /** It is killed when it takes longer. */
  readonly limitMs: number;
}

export interface ChildRun {
  /** Resolves with how it ended, and the beginning of what it wrote to stdout. Never rejects. */
  readonly end: Promise<ProcessEnd & { readonly output: string }>;
  /** Asks for the end, and kills it when that takes too long. */
  readonly stop: (signal: NodeJS.Signals) => void;
}

const OUTPUT_LENGTH_MAX = 64 * 1024;
const STOP_TIMEOUT_MS = 120_000;

/**
 * Starts a run as a process of its own. It leads a process group, so that Ctrl-C reaches it through
 * `stop` and not twice, and so that its group is killed as one: when it has ended and when this
 * process ends. The channel tells it when this process was killed: `leaveWithParent`.
 */
export function startChildRun(options: ChildRunOptions): ChildRun {
  const { program, args, cwd, tempDir, outputFile, limitMs } = options;
  const log = openSync(outputFile, 'w');
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', log, 'ipc'],
    detached: true,
    env: { ...withoutOwnVariables(process.env), TMPDIR: tempDir },
  });
  closeSync(log);
  const kill = () => killGroup(child.pid);
  process.once('exit', kill);
  const timers = [setTimeout(kill, limitMs)];
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < OUTPUT_LENGTH_MAX) output += text.slice(0, OUTPUT_LENGTH_MAX);
  });
  const end = new Promise<ProcessEnd & { output: string }>((resolve) => {
    const finish = (code: number | null, signal: NodeJS.Signals | null) => {
      timers.forEach(clearTimeout);
      kill();
      process.off('exit', kill);
      resolve({ code, signal, output });
    };
    child.once('error', () => finish(null, null));
    child.once('close', finish);
  });
  return {
    end,
    stop: (signal) => {
      child.kill(signal);
      timers.push(setTimeout(kill, STOP_TIMEOUT_MS));
    },
  };
}

/** Ends this run, as a signal would, when the suite that started it is gone. */
export function leaveWithParent(): void {
  if (process.channel === undefined) return;
  process.once('disconnect', () => void process.kill(process.pid, 'SIGTERM'));
  // A run that is done does not stay for it.
  process.channel?.unref();
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!isSystemError(error, 'ESRCH', 'EPERM')) throw error;
  }
}
