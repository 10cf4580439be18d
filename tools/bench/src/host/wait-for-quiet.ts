import { setTimeout as sleep } from 'node:timers/promises';
import { watchOthers } from './others-share.ts';

const LOOK_MS = 500;

/**
 * Makes a function that waits until others leave the machine alone, but in all calls together no
 * longer than this.
 */
export function quietWaiter(limits: {
  readonly waitMsMax: number;
  readonly othersShareMax: number;
}): () => Promise<void> {
  let leftMs = limits.waitMsMax;
  return async () => {
    while (leftMs > 0) {
      const othersShare = watchOthers();
      await sleep(LOOK_MS);
      if ((othersShare() ?? 0) <= limits.othersShareMax) return;
      leftMs -= LOOK_MS;
    }
  };
}
