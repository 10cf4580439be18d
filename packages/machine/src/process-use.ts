import { readTextFile, type ReadText } from './read-text.ts';

/** What a process used so far: CPU time of all its threads, and resident memory. */
export interface ProcessUse {
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

/** USER_HZ, the unit of /proc/<pid>/stat: 100 a second on every Linux that Node runs on. */
const MS_PER_TICK = 10;
/** Counted from the field behind the name, which itself may hold spaces and parentheses. */
const UTIME_FIELD = 11;
const STIME_FIELD = 12;

/**
 * Reads from /proc what a process used; undefined where there is no /proc, or no such process any
 * more.
 */
export function readProcessUse(
  pid: number | 'self',
  readText: ReadText = readTextFile,
): ProcessUse | undefined {
  const cpuMs = cpuMsOf(readText(`/proc/${pid}/stat`));
  const memoryKiB = /^VmRSS:\s*(\d+) kB$/m.exec(readText(`/proc/${pid}/status`) ?? '')?.[1];
  if (cpuMs === undefined || memoryKiB === undefined) return undefined;
  return { cpuMs, memoryBytes: Number(memoryKiB) * 1024 };
}

/** Reads the CPU time of the calling thread alone; undefined where there is no /proc. */
export function readThreadCpuMs(readText: ReadText = readTextFile): number | undefined {
  return cpuMsOf(readText('/proc/thread-self/stat'));
}

function cpuMsOf(stat: string | undefined): number | undefined {
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[UTIME_FIELD]) + Number(fields[STIME_FIELD]);
  return Number.isFinite(ticks) ? ticks * MS_PER_TICK : undefined;
}
