import { Worker } from 'node:worker_threads';
import type { CheckedPart, PartWorkers } from '@lighthouse/event-store';
import type { PartAnswer, PartQuestion, PartThreadData } from '../part-messages.ts';

export interface PartThreadsOptions {
  /** The module that looks at parts. */
  readonly worker: URL;
  readonly count: number;
  readonly data: PartThreadData;
  readonly onRead: (byteCount: number) => void;
}

/** Threads that look at parts of a log, until they are closed. */
export interface PartThreads extends PartWorkers {
  readonly close: () => Promise<void>;
}

/** Starts the threads. A thread that dies makes all that was asked of it fail. */
export function startPartThreads(options: PartThreadsOptions): PartThreads {
  const threads = Array.from({ length: options.count }, () => new PartThread(options));
  return {
    count: options.count,
    check: async (question) => leastBusy(threads).ask(question),
    close: async () => {
      await Promise.all(threads.map(async (thread) => thread.close()));
    },
  };
}

function leastBusy(threads: readonly PartThread[]): PartThread {
  return threads.reduce((best, each) => (each.waitingCount < best.waitingCount ? each : best));
}

interface Waiting {
  readonly resolve: (part: CheckedPart | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

class PartThread {
  readonly #worker: Worker;
  /** In the order of the questions, which is that of the answers. */
  #waiting: Waiting[] = [];

  constructor({ worker, data, onRead }: PartThreadsOptions) {
    this.#worker = new Worker(worker, { workerData: data });
    this.#worker.on('message', ({ part, readBytes }: PartAnswer) => {
      onRead(readBytes);
      this.#waiting.shift()?.resolve(part);
    });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread ended with ${code}`)));
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  ask(question: PartQuestion): Promise<CheckedPart | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(question);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(reason: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(reason);
  }
}
