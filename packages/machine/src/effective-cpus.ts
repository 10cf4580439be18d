import os from 'node:os';
import { readCgroup } from './cgroup.ts';
import { readTextFile, type ReadText } from './read-text.ts';

/**
 * Share of the effective CPUs that load is generated with; the rest is left to the target and the
 * system.
 */
const GENERATOR_SHARE = 0.75;
const DEFAULT_PERIOD_US = 100_000;

/**
 * Tells how many CPUs this process may really use: those of its affinity mask, or fewer when a
 * cgroup (v1 or v2) has a quota. May be a fraction. Where there is no /proc, all CPUs of the
 * machine.
 */
export function effectiveCpus(
  readText: ReadText = readTextFile,
  machineCpus = countCpus(),
): number {
  const allowed = allowedCpus(readText('/proc/self/status') ?? '') ?? machineCpus;
  return Math.min(allowed, machineCpus, quota(readText));
}

/** How many threads generate load: three quarters of the CPUs, at least one. */
export function workersFor(cpus: number): number {
  return Math.max(1, Math.floor(cpus * GENERATOR_SHARE));
}

export function countCpus(): number {
  return Math.max(1, os.cpus().length);
}

/** Counts a list like `0-3,8`. */
function allowedCpus(status: string): number | undefined {
  const list = /^Cpus_allowed_list:\s*([\d,-]+)\s*$/m.exec(status)?.[1];
  if (list === undefined) return undefined;
  let count = 0;
  for (const range of list.split(',')) {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    count += last - first + 1;
  }
  return Number.isInteger(count) && count > 0 ? count : undefined;
}

/** A quota of a group above counts too. No limit is `max` in version 2 and -1 in version 1. */
function quota(readText: ReadText): number {
  const v2 = readCgroup(readText, 'cpu', { v2: 'cpu.max' });
  const quotas = readCgroup(readText, 'cpu', { v1: 'cpu.cfs_quota_us' });
  const periods = readCgroup(readText, 'cpu', { v1: 'cpu.cfs_period_us' });
  const v1 = quotas.map((value, i) => `${value} ${periods[i] ?? DEFAULT_PERIOD_US}`);
  const cpus = [...v2, ...v1].map((text) => {
    const [limit, period = DEFAULT_PERIOD_US] = text.split(/\s+/).map(Number);
    return limit !== undefined && limit > 0 ? limit / Number(period) : Infinity;
  });
  return Math.min(Infinity, ...cpus);
}
