/** Injects errors and kills into the system calls of a real process, with strace. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
  /** Of the calls that are about this file, when there is one. */
  readonly path?: string;
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

/** Runs the child with a fault in it, or without any. */
export function runUnderStrace(
  child: readonly string[],
  injection: Injection | undefined,
): FaultRun {
  const inject = injection === undefined ? ['-e', 'trace=none'] : optionsFor(injection);
  const args = ['-f', '-o', '/dev/null', ...inject, process.execPath, ...child];
  const { stdout, signal, status } = spawnSync('strace', args, ENVIRONMENT);
  return { text: stdout, isKilled: signal === 'SIGKILL' || status === 137 };
}

/** A call that a run makes: the n-th of a thread, whichever it is. */
export type Call = Pick<Injection, 'syscall' | 'when'>;

/**
 * Runs the child without a fault, and gives those of its calls that are about something in `dir`:
 * that name it, or a descriptor that is open on it.
 */
export function callsWithin(
  dir: string,
  run: { readonly child: readonly string[]; readonly syscalls: readonly string[] },
): Call[] {
  const trace = `${dir}.trace`;
  const options = ['-f', '-y', '--seccomp-bpf', '-o', trace, '-e', `trace=${run.syscalls.join()}`];
  spawnSync('strace', [...options, process.execPath, ...run.child], ENVIRONMENT);
  const counts = new Map<string, number>();
  const calls = new Map<string, Call>();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [, thread, syscall] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (thread === undefined || syscall === undefined) continue;
    const when = (counts.get(`${thread} ${syscall}`) ?? 0) + 1;
    counts.set(`${thread} ${syscall}`, when);
    if (line.includes(`"${dir}`) || line.includes(`<${dir}`))
      calls.set(`${syscall} ${when}`, { syscall, when });
  }
  return [...calls.values()];
}

/** All asynchronous calls share one thread, so that they can be counted. */
const ENVIRONMENT = {
  encoding: 'latin1',
  env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  timeout: 60_000,
} as const;

function optionsFor({ syscall, fault, when, path }: Injection): string[] {
  // Other calls are not stopped at, which is quicker; but then strace sends no signals.
  const quick = fault === 'signal=KILL' ? [] : ['--seccomp-bpf'];
  const about = path === undefined ? [] : ['-P', path];
  const inject = ['-e', `trace=${syscall}`, '-e', `inject=${syscall}:${fault}:when=${when}`];
  return [...quick, ...about, ...inject];
}
