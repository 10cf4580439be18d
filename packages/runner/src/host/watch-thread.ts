import { statSync } from 'node:fs';
import path from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { loadKeyRing } from '@lighthouse/event-store';
import { LiveLogWatch } from '../watch/live-log-watch.ts';
import type { FromWatch, ToWatch, WatchTask } from '../watch/watch-messages.ts';
import { createClock, wallNowMs } from './clock.ts';

const PAUSE_MS = 250;
/** A disk may fail for a moment, above all when a fault of the run sees to it. */
const FAILURES_MAX = 20;

/** Watches a log in this thread until it is told to finish; then it looks once more. */
export function runWatchThread(port: MessagePort, { dir, keyRing }: WatchTask): void {
  const tell = (message: FromWatch) => port.postMessage(message);
  const watch = new LiveLogWatch({
    dir,
    loadKeyRing: () => loadKeyRing(keyRing),
    markOf: (name) => markOf(path.join(dir, name)),
    nowMs: createClock().nowMs,
    wallMs: wallNowMs,
  });
  let isFinishing = false;
  let wake = () => {};
  port.on('message', (message: ToWatch) => {
    isFinishing = message.kind === 'finish';
    wake();
  });
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async () => {
    for (let failures = 0, isLast = false; !isLast;) {
      isLast = isFinishing;
      try {
        tell({ kind: 'round', ...(await watch.look()) });
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures >= FAILURES_MAX || isLast) throw error;
      }
      if (!isFinishing) await pause();
    }
    tell({ kind: 'finished' });
  };
  run().then(
    () => port.close(),
    (error: unknown) => {
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      port.close();
    },
  );
}

function markOf(file: string) {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return {
    inode: `${stat.dev}:${stat.ino}`,
    size: Number(stat.size),
    modifiedNs: String(stat.mtimeNs),
    changedNs: String(stat.ctimeNs),
  };
}
