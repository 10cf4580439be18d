/** Injects errors and kills into the system calls of a real process, with strace. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** What a run of the child said, and whether it was killed. */
export interface FaultRun {
  readonly text: string;
  readonly isKilled: boolean;
}

export interface Injection {
  /** As strace names it. */
  readonly syscall: string;
  readonly fault: 'error=EIO' | 'error=ENOSPC' | 'signal=KILL';
  /** The n-th call of each thread. */
  readonly when: number;
}

/** Says why injecting does not work here; undefined when it does. */
export function whyNoStrace(): string | undefined {
  const args = [
    '-f',
    '--seccomp-bpf',
    '-o',
    '/dev/null',
    '-e',
    'inject=fsync:error=EIO:when=1',
    'true',
  ];
  const { status, error, stderr } = spawnSync('strace', args, { encoding: 'utf8' });
  if (error !== undefined) return 'strace is not installed';
  return status === 0 ? undefined : `strace does not work: ${stderr.split('\n')[0] ?? ''}`;
}

/**
 * Runs the child with a fault in it, or without any. All asynchronous calls share one thread, so
 * that they can be counted.
 */
export function runUnderStrace(
  child: readonly string[],
  injection: Injection | undefined,
): FaultRun {
  const inject = injection === undefined ? ['-e', 'trace=none'] : optionsFor(injection);
  const args = ['-f', '--seccomp-bpf', '-o', '/dev/null', ...inject, process.execPath, ...child];
  const { stdout, signal, status } = spawnSync('strace', args, {
    encoding: 'latin1',
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    timeout: 60_000,
  });
  return { text: stdout, isKilled: signal === 'SIGKILL' || status === 137 };
}

function optionsFor({ syscall, fault, when }: Injection): string[] {
  return ['-e', `trace=${syscall}`, '-e', `inject=${syscall}:${fault}:when=${when}`];
}
