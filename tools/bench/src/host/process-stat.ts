import { readdirSync, readFileSync } from 'node:fs';

/** What Linux tells of a process in /proc/<pid>/stat. */
export interface ProcessStat {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** When it began, which tells it from others that had its id. */
  readonly startTicks: number;
  /** CPU time of all its threads. */
  readonly cpuMs: number;
  /** CPU time of its children that have ended. */
  readonly childrenCpuMs: number;
}

/**
 * Linux counts the time of processes in hundredths of a second, on every machine that Node runs on.
 */
const TICK_MS = 10;

/** Undefined when there is no such process, or no /proc. */
export function readProcessStat(pid: number | 'self'): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // `pid (name) state ppid pgrp session …`: the name may itself hold spaces and parentheses.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, group = 0, session = 0] = fields.slice(1);
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11);
  return {
    parent,
    group,
    session,
    startTicks: fields[19] ?? 0,
    cpuMs: (user + system) * TICK_MS,
    childrenCpuMs: (childrenUser + childrenSystem) * TICK_MS,
  };
}

/** Lists the processes that this one has started and that still run. */
export function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => readProcessStat(pid)?.parent === parent);
}

/**
 * Reads a size such as VmRSS or VmHWM (its peak) from /proc/<pid>/status; undefined when that
 * cannot be read.
 */
export function readMemoryBytes(pid: number, field: 'VmRSS' | 'VmHWM'): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}
