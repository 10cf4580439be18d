import process from 'node:process';
import type { ProcessFigures } from '../http/metrics.ts';

export const processId = process.pid;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export function nowMs(): number {
  return Date.now();
}

export function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function processFigures(): ProcessFigures {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: rss,
    heapBytes: heapUsed,
    cpuSeconds: (user + system) / 1e6,
    openHandles: process.getActiveResourcesInfo().length,
  };
}

/** Resolves when the process is to stop: by a signal or, when asked for, when its input ends. */
export function stopSignal(signal: AbortSignal, withStdin: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (!withStdin) return;
    // Whoever started this process holds the other end: when it dies, so does this.
    process.stdin.on('end', resolve).on('error', () => resolve());
    process.stdin.resume();
    signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  });
}
