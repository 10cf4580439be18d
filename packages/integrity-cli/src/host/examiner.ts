import { Worker } from 'node:worker_threads';
import type { Assignment, Examination } from '../examine.ts';
import type { Advance } from '../render/progress-view.ts';
import { fromThreadFailure, type ThreadMessage } from '../thread-messages.ts';

/** A thread that examines one log. Whatever the log holds, a signal ends it at once. */
export interface Examiner {
  /** Rejects with what the examination throws, or the reason of the signal. */
  readonly examine: (
    assignment: Assignment,
    onAdvance: (advance: Advance) => void,
  ) => Promise<Examination>;
  readonly close: () => Promise<void>;
}

/** Starts the thread, so that it is there when it is told what to examine. */
export function startExaminer(module: URL, signal: AbortSignal): Examiner {
  signal.throwIfAborted();
  const worker = new Worker(module);
  // Until somebody asks for an examination, nobody cares for what becomes of it.
  worker.on('error', () => {});
  return {
    examine: async (assignment, onAdvance) => {
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
      worker.postMessage(assignment);
      try {
        signal.throwIfAborted();
        return await promise;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    close: async () => {
      await worker.terminate();
    },
  };
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
