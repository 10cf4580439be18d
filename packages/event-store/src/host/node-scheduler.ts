import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import type { Scheduler } from '../clock.ts';

/** The event loop's own timers. */
export const nodeScheduler: Scheduler = {
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
  soon(callback) {
    setImmediate(callback);
  },
};
