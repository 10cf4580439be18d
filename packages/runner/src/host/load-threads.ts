import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { LighthouseError } from '@lighthouse/contract';
import type { FromThread, ThreadTask, ToThread } from '../run/thread-messages.ts';

/** One thread that generates load, as the run sees it. */
export interface LoadThreadHandle {
  readonly tell: (message: ToThread) => void;
  /** Ends it at once. */
  readonly terminate: () => Promise<void>;
}

export interface ThreadSurroundings {
  /** The bundle's second entry. */
  readonly entry: URL;
  /** Each thread gets a folder of its own in it. */
  readonly tempDir: string;
  readonly onMessage: (worker: number, message: FromThread) => void;
  /** The thread ended without having finished. */
  readonly onLost: (error: unknown) => void;
}

/** Starts a thread, with a temporary folder and an environment of its own. */
export function startLoadThread(
  task: ThreadTask,
  surroundings: ThreadSurroundings,
): LoadThreadHandle {
  const { entry, tempDir, onMessage, onLost } = surroundings;
  const ownTemp = path.join(tempDir, `worker-${task.worker}`);
  mkdirSync(ownTemp);
  const thread = new Worker(entry, {
    workerData: task,
    env: { ...process.env, TMPDIR: ownTemp, TMP: ownTemp, TEMP: ownTemp },
    name: `load-${task.worker}`,
  });
  let isOver = false;
  thread.on('message', (message: FromThread) => {
    if (message.kind === 'finished' || message.kind === 'failed') isOver = true;
    onMessage(task.worker, message);
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
