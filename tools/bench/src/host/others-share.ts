import { readFileSync } from 'node:fs';
import { OwnProcesses } from './own-processes.ts';

/** CPU time since the machine started, all CPUs together. */
interface CpuTimes {
  readonly totalMs: number;
  readonly busyMs: number;
  /** Of ourselves and of all that we started. */
  readonly ownMs: number;
}

const TICK_MS = 10;
/**
 * `cpu user nice system idle iowait irq softirq steal guest …`: guest time is in user time already.
 */
const FIELD_COUNT = 8;
const IDLE_FIELDS = [3, 4];
/** What a process did between the last look at it and its end may be taken for others'. */
const LOOK_MS = 100;

/**
 * Begins to watch what the rest of the machine does. The function returned gives the share of all
 * CPU time that went to others (other processes, the kernel's own work, other guests of the same
 * host); undefined where there is no /proc.
 */
export function watchOthers(): () => number | undefined {
  const own = OwnProcesses.find();
  if (own === undefined) return () => undefined;
  const before = readTimes(own);
  const looks = setInterval(() => own.look(), LOOK_MS).unref();
  return () => {
    clearInterval(looks);
    const after = readTimes(own);
    const totalMs = after.totalMs - before.totalMs;
    const othersMs = after.busyMs - before.busyMs - (after.ownMs - before.ownMs);
    return totalMs <= 0 ? undefined : Math.min(1, Math.max(0, othersMs / totalMs));
  };
}

function readTimes(own: OwnProcesses): CpuTimes {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line
    .split(/\s+/)
    .slice(1, 1 + FIELD_COUNT)
    .map(Number);
  const totalMs = sum(ticks) * TICK_MS;
  const idleMs = sum(IDLE_FIELDS.map((field) => ticks[field] ?? 0)) * TICK_MS;
  return { totalMs, busyMs: totalMs - idleMs, ownMs: own.cpuMs() };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
