import process from 'node:process';
import type { EventLog, NewEvent } from '@lighthouse/event-store';

export interface Pace {
  /** Events that became durable a second. */
  readonly perSecond: number;
  /** CPU time of this process, all its threads, for each. */
  readonly cpuUsPerEvent: number;
}

/** Lets callers append, each as soon as its last append is durable, for so long. */
export async function appendFor(
  log: EventLog,
  events: readonly NewEvent[],
  { callers, durationMs }: { readonly callers: number; readonly durationMs: number },
): Promise<Pace> {
  const before = log.lastSeq;
  const start = now();
  const endMs = start.ms + durationMs;
  const call = async () => {
    while (performance.now() < endMs) await log.append({ events });
  };
  await Promise.all(Array.from({ length: callers }, call));
  return paceOf(log.lastSeq - before, start);
}

/** Writes and syncs the same number of bytes, one batch after the other, for so long. */
export function writeFor(
  file: { append(bytes: Buffer): void },
  batch: { readonly bytes: Buffer; readonly events: number },
  durationMs: number,
): Pace {
  const start = now();
  const endMs = start.ms + durationMs;
  let events = 0;
  while (performance.now() < endMs) {
    file.append(batch.bytes);
    events += batch.events;
  }
  return paceOf(events, start);
}

interface Moment {
  readonly ms: number;
  readonly cpu: NodeJS.CpuUsage;
}

function now(): Moment {
  return { ms: performance.now(), cpu: process.cpuUsage() };
}

function paceOf(events: number, { ms, cpu }: Moment): Pace {
  const perSecond = (events * 1000) / (performance.now() - ms);
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond, cpuUsPerEvent: (user + system) / events };
}
