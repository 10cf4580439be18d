import { spawn } from 'node:child_process';
import { readMemoryBytes, readProcessStat } from './process-stat.ts';

export interface ProgramEnd {
  /** From its start until all its output was read. */
  readonly ms: number;
  /** CPU time of all its threads and of its children; undefined where that cannot be known. */
  readonly cpuMs: number | undefined;
  readonly stdout: string;
  /** The most memory it was seen to have had; undefined where that cannot be known. */
  readonly peakBytes: number | undefined;
}

/** Linux keeps the peak itself, so only the very last growth can be missed. */
const LOOK_MS = 10;
const STDERR_LENGTH_MAX = 2000;

/** Runs a program to its end, and no other meanwhile. Rejects unless it ends with exit code 0. */
export function runProgram(program: string, args: readonly string[]): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const startCpuMs = endedCpuMs();
    const startMs = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid } = child;
    let peakBytes: number | undefined;
    const look = () => {
      if (pid !== undefined) peakBytes = readMemoryBytes(pid, 'VmHWM') ?? peakBytes;
    };
    const timer = setInterval(look, LOOK_MS);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => (stderr = (stderr + text).slice(-STDERR_LENGTH_MAX)));
    child.once('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearInterval(timer);
      const ms = performance.now() - startMs;
      const cpuMs = startCpuMs === undefined ? undefined : (endedCpuMs() ?? 0) - startCpuMs;
      if (code === 0) resolve({ ms, cpuMs, stdout, peakBytes });
      else reject(new Error(`${program} ${args.join(' ')}: ${signal ?? code}\n${stderr}`));
    });
  });
}

/** CPU time of all programs that this process ran to their end. */
function endedCpuMs(): number | undefined {
  return readProcessStat('self')?.childrenCpuMs;
}

/** Tells whether there is such a program. */
export async function hasProgram(program: string, args: readonly string[]): Promise<boolean> {
  try {
    await runProgram(program, args);
    return true;
  } catch {
    return false;
  }
}
