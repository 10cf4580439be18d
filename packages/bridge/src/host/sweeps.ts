import type { Bridge } from '../service/bridge.ts';
import { expireTogether } from '../service/expire-together.ts';
import { expireReviews, expireSessions } from '../service/expire.ts';

const EXPIRE_EVERY_MS = 250;
const BEAT_EVERY_MS = 1000;

/** Starts what a server does without being asked. Returns a function that stops it. */
export function startSweeps(bridge: Bridge, onFailure: (error: unknown) => void): () => void {
  let isExpiring = false;
  const expiring = setInterval(() => {
    if (isExpiring || bridge.log.failure !== undefined) return;
    isExpiring = true;
    void Promise.all([expireReviews(bridge), expireTogether(bridge)])
      .catch(onFailure)
      .finally(() => {
        isExpiring = false;
      });
  }, EXPIRE_EVERY_MS);
  const beating = setInterval(() => {
    bridge.inbox.beat();
    expireSessions(bridge);
  }, BEAT_EVERY_MS);
  return () => {
    clearInterval(expiring);
    clearInterval(beating);
  };
}
