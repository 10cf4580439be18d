import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Gives the text of a file, or undefined when it cannot be read. */
export type ReadText = (path: string) => string | undefined;

/** Share of the effective CPUs that load is generated with; the rest is left to the target and the system. */
const GENERATOR_SHARE = 0.75;
/** The kernel's own value for "no limit" in cgroup v1 is -1, in v2 the word max. */
const QUOTA = /^(\d+|max|-1)(?:\s+(\d+))?\s*$/;

/**
 * Tells how many CPUs this process may really use: those of its affinity mask, or fewer when a cgroup (v1 or v2) has a
 * quota. May be a fraction. Where there is no /proc, all CPUs of the machine.
 */
export function effectiveCpus(readText: ReadText = readTextFile, machineCpus = countCpus()): number {
  const allowed = allowedCpus(readText('/proc/self/status') ?? '') ?? machineCpus;
  return Math.min(allowed, machineCpus, quotaOfCgroupV2(readText), quotaOfCgroupV1(readText));
}

/** How many threads generate load: three quarters of the CPUs, at least one. */
export function workersFor(cpus: number): number {
  return Math.max(1, Math.floor(cpus * GENERATOR_SHARE));
}

/** Reads a text file whole; undefined when it is not there or not ours to read. */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function countCpus(): number {
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

function quotaOfCgroupV2(readText: ReadText): number {
  const group = cgroupPath(readText, (controllers) => controllers === '');
  const mount = mountOf(readText, 'cgroup2', () => true);
  if (group === undefined || mount === undefined) return Infinity;
  return smallestQuota(mount, group, (dir) => readText(`${dir}/cpu.max`));
}

function quotaOfCgroupV1(readText: ReadText): number {
  const hasCpu = (list: string) => list.split(',').includes('cpu');
  const group = cgroupPath(readText, hasCpu);
  const mount = mountOf(readText, 'cgroup', hasCpu);
  if (group === undefined || mount === undefined) return Infinity;
  return smallestQuota(mount, group, (dir) => {
    const quota = readText(`${dir}/cpu.cfs_quota_us`);
    const period = readText(`${dir}/cpu.cfs_period_us`);
    return quota === undefined || period === undefined
      ? undefined
      : `${quota.trim()} ${period.trim()}`;
  });
}

/** Lines of /proc/self/cgroup are `hierarchy:controllers:path`. */
function cgroupPath(
  readText: ReadText,
  isWanted: (controllers: string) => boolean,
): string | undefined {
  for (const line of (readText('/proc/self/cgroup') ?? '').split('\n')) {
    const [, controllers, ...path] = line.split(':');
    if (controllers !== undefined && isWanted(controllers)) return path.join(':');
  }
  return undefined;
}

/** Lines of /proc/self/mounts are `device folder type options dump pass`. */
function mountOf(
  readText: ReadText,
  type: string,
  hasOptions: (options: string) => boolean,
): string | undefined {
  for (const line of (readText('/proc/self/mounts') ?? '').split('\n')) {
    const [, folder, mountedType, options = ''] = line.split(' ');
    if (mountedType === type && hasOptions(options)) return folder;
  }
  return undefined;
}

/** A limit of a group above counts too. In a container the path may name a folder that only the host has. */
function smallestQuota(
  mount: string,
  group: string,
  readQuota: (dir: string) => string | undefined,
): number {
  let smallest = Infinity;
  const names = group.split('/').filter((name) => name !== '' && name !== '..');
  for (let depth = names.length; depth >= 0; depth--) {
    const match = QUOTA.exec(readQuota([mount, ...names.slice(0, depth)].join('/')) ?? '');
    const cpus = Number(match?.[1]) / Number(match?.[2] ?? 100_000);
    if (cpus > 0) smallest = Math.min(smallest, cpus);
  }
  return smallest;
}
