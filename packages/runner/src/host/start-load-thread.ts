import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { LighthouseError } from '@lighthouse/contract';
import type { LoadControlParts, LoadThreadHandle } from '../run/load-control.ts';
import type { FromThread, ThreadTask } from '../run/thread-messages.ts';

export interface ThreadSurroundings {
  /** The bundle's second entry. */
  readonly entry: URL;
  /** Each thread gets a folder of its own in it. */
  readonly tempDir: string;
}

/** For what a thread makes and soon forgets; V8 would take twice that (docs/decisions/0127). */
const YOUNG_GENERATION_MB_MAX = 24;

/** Starts a thread, with a temporary folder and an environment of its own. */
export function startLoadThread(
  task: ThreadTask,
  { entry, tempDir }: ThreadSurroundings,
  { onMessage, onLost }: Parameters<LoadControlParts['startThread']>[1],
): LoadThreadHandle {
  const ownTemp = path.join(tempDir, `worker-${task.worker}`);
  mkdirSync(ownTemp);
  const thread = new Worker(entry, {
    workerData: task,
    env: { ...process.env, TMPDIR: ownTemp, TMP: ownTemp, TEMP: ownTemp },
    name: `load-${task.worker}`,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB_MAX },
  });
  let isOver = false;
  thread.on('message', (message: FromThread) => {
    if (message.kind === 'finished' || message.kind === 'failed') isOver = true;
    onMessage(message);
  });
  thread.on('error', (error) => {
    isOver = true;
    onLost(error);
  });
  thread.on('exit', (code) => {
    if (isOver) return;
    const facts = { worker: task.worker, code };
    onLost(new LighthouseError('LH_BUG', 'a load thread ended before its time', { facts }));
  });
  return {
    tell: (message) => thread.postMessage(message),
    terminate: async () => {
      isOver = true;
      await thread.terminate();
    },
  };
}
