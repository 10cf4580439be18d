import { Worker } from 'node:worker_threads';
import { fromThreadFailure, type ThreadFailure } from '../thread-messages.ts';
import type { SweepAssignment, SweepProgress, SweepResult } from '../watch/sweep.ts';

export type SweepMessage =
  | { readonly kind: 'progress'; readonly progress: SweepProgress }
  | { readonly kind: 'done'; readonly result: SweepResult }
  | { readonly kind: 'failed'; readonly failure: ThreadFailure };

/** Places in the memory that both threads share. */
export const STOP_AT = 0;
export const SHARE_AT = 1;
/** The share is kept as so many parts of this. */
export const SHARE_UNIT = 10_000;

/** A thread that sweeps, one log at a time, and can be slowed down and stopped while it does. */
export class SweepThread {
  readonly #control = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;

  constructor(module: URL) {
    this.#worker = new Worker(module, { workerData: this.#control });
    this.#worker.unref();
  }

  setShare(share: number): void {
    Atomics.store(this.#control, SHARE_AT, Math.max(1, Math.round(share * SHARE_UNIT)));
  }

  /** Rejects with what the sweep throws. One at a time. */
  async sweep(
    assignment: SweepAssignment,
    onProgress: (progress: SweepProgress) => void,
  ): Promise<SweepResult> {
    const worker = this.#worker;
    return new Promise<SweepResult>((resolve, reject) => {
      const end = (): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      };
      const onMessage = (message: SweepMessage): void => {
        if (message.kind === 'progress') return onProgress(message.progress);
        end();
        if (message.kind === 'done') resolve(message.result);
        else reject(fromThreadFailure(message.failure));
      };
      const onError = (error: unknown): void => {
        end();
        reject(error);
      };
      const onExit = (): void => onError(new Error('the sweeping thread ended'));
      worker.on('message', onMessage).once('error', onError).once('exit', onExit);
      worker.postMessage(assignment);
    });
  }

  async stop(): Promise<void> {
    Atomics.store(this.#control, STOP_AT, 1);
    Atomics.notify(this.#control, STOP_AT);
    await this.#worker.terminate();
  }
}
