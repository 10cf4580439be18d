import { setTimeout } from 'node:timers/promises';
import type { WatchClock } from '../watch/watch-clock.ts';

export const watchClock: WatchClock = {
  wallMs: () => Date.now(),
  nowMs: () => performance.now(),
  sleep: async (durationMs, signal) => {
    // An aborted sleep is over: whoever slept looks at the signal next.
    await setTimeout(durationMs, undefined, { signal }).catch(() => undefined);
  },
};
