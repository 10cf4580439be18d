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

/** Processes and threads of a cgroup. */
export interface Pids {
  readonly max: number;
  readonly current: number;
}

/**
 * Reads what the cgroups allow: of the groups that set a limit, the one that is nearest to it.
 * Undefined when none does.
 */
export function readPids(readText: ReadText = readTextFile): Pids | undefined {
  const files = (name: string) => readCgroup(readText, 'pids', { v2: name, v1: name });
  const currents = files('pids.current').map(Number);
  const groups = files('pids.max')
    .map((text, level) => ({ max: Number(text), current: currents[level] ?? 0 }))
    .filter(({ max }) => Number.isFinite(max));
  return groups.toSorted((a, b) => a.max - a.current - (b.max - b.current))[0];
}

function parseLimit(text: string): number {
  return text === 'unlimited' ? Infinity : Number(text);
}
