import { readCgroup } from './cgroup.ts';
import { readTextFile, type ReadText } from './read-text.ts';

export interface Limit {
  /** Infinity for unlimited. */
  readonly soft: number;
  readonly hard: number;
}

/**
 * Reads a row of /proc/self/limits, such as `Max open files`; undefined where there is no /proc.
 */
export function readLimit(
  name: 'Max open files' | 'Max processes' | 'Max address space' | 'Max file size',
  readText: ReadText = readTextFile,
): Limit | undefined {
  const row = (readText('/proc/self/limits') ?? '')
    .split('\n')
    .find((line) => line.startsWith(name));
  if (row === undefined) return undefined;
  const [soft = '', hard = ''] = row.slice(name.length).trim().split(/\s+/);
  return { soft: parseLimit(soft), hard: parseLimit(hard) };
}

/**
 * The smallest number of processes and threads that the cgroups allow; undefined when they set
 * none.
 */
export function readPidsLimit(readText: ReadText = readTextFile): number | undefined {
  const limits = readCgroup(readText, 'pids', { v2: 'pids.max', v1: 'pids.max' })
    .map(Number)
    .filter(Number.isFinite);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function parseLimit(text: string): number {
  return text === 'unlimited' ? Infinity : Number(text);
}
