import { parentPort, workerData } from 'node:worker_threads';
import { toThreadFailure } from '../thread-messages.ts';
import { sweep, type SweepAssignment } from '../watch/sweep.ts';
import { SHARE_AT, SHARE_UNIT, STOP_AT, type SweepMessage } from './sweep-thread.ts';

// The thread that starts this one gives it nothing else.
const control = workerData as Int32Array;
const tell = (message: SweepMessage) => parentPort?.postMessage(message);
const PROGRESS_INTERVAL_MS = 200;

function sleepMs(durationMs: number): void {
  Atomics.wait(control, STOP_AT, 0, durationMs);
  if (Atomics.load(control, STOP_AT) !== 0) throw new Error('the sweep was stopped');
}

async function run(assignment: SweepAssignment): Promise<void> {
  let nextAtMs = 0;
  const result = await sweep(assignment, {
    nowMs: () => performance.now(),
    share: () => Atomics.load(control, SHARE_AT) / SHARE_UNIT,
    sleepMs,
    onProgress: (progress) => {
      if (performance.now() < nextAtMs) return;
      nextAtMs = performance.now() + PROGRESS_INTERVAL_MS;
      tell({ kind: 'progress', progress });
    },
  });
  tell({ kind: 'done', result });
}

parentPort?.on('message', (assignment: SweepAssignment) => {
  run(assignment).catch((error: unknown) =>
    tell({ kind: 'failed', failure: toThreadFailure(error) }),
  );
});
