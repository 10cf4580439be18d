import process from 'node:process';

/** Milliseconds on a clock that never goes back and is the same in all threads of this process. */
export interface Clock {
  readonly nowMs: () => number;
}

/**
 * Reads CLOCK_MONOTONIC. A thread's own performance.now() starts with the thread; the offset is
 * taken once.
 */
export function createClock(): Clock {
  const [seconds, nanoseconds] = process.hrtime();
  const offsetMs = seconds * 1000 + nanoseconds / 1e6 - performance.now();
  return { nowMs: () => performance.now() + offsetMs };
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export function wallNowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Resolves after this long. */
export function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, durationMs));
}

/** Resolves when signals, screens and the network had their turn. */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
