import { Worker } from 'node:worker_threads';
import type { Assignment, Examination } from '../examine.ts';
import type { Advance } from '../render/progress-view.ts';
import { fromThreadFailure, type ThreadMessage } from '../thread-messages.ts';

export interface ThreadOptions {
  /** The module that examines. */
  readonly worker: URL;
  readonly signal: AbortSignal;
  readonly onAdvance: (advance: Advance) => void;
}

/**
 * Examines in a thread of its own: whatever the log holds, a signal ends it at once and progress is
 * shown. Rejects with what the examination throws, or the reason of the signal.
 */
export async function examineInThread(
  assignment: Assignment,
  { worker: module, signal, onAdvance }: ThreadOptions,
): Promise<Examination> {
  signal.throwIfAborted();
  const worker = new Worker(module, { workerData: assignment });
  const { promise, resolve, reject } = outcome<Examination>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  worker.on('message', (message: ThreadMessage) => {
    switch (message.kind) {
      case 'advance':
        return onAdvance(message.advance);
      case 'done':
        return resolve(message.examination);
      case 'failed':
        return reject(fromThreadFailure(message.failure));
    }
  });
  worker.on('error', reject);
  worker.on('exit', (code) => reject(new Error(`the examining thread ended with ${code}`)));
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}

function outcome<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((onValue, onFailure) => {
    resolve = onValue;
    reject = onFailure;
  });
  return { promise, resolve, reject };
}
