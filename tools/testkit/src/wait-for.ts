import { setTimeout as sleep } from 'node:timers/promises';

const POLL_INTERVAL_MS = 10;

/**
 * Waits until the condition gives something other than undefined or false, and returns that.
 * Rejects after `limitMs`.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { limitMs = 10_000, what = 'the condition' }: { limitMs?: number; what?: string } = {},
): Promise<Exclude<T, undefined | false>> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value as Exclude<T, undefined | false>;
    if (performance.now() >= endMs) throw new Error(`${what} did not come true in ${limitMs} ms`);
    await sleep(POLL_INTERVAL_MS);
  }
}
