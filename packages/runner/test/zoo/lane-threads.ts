import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort, type WorkerOptions } from 'node:worker_threads';
import { runLoadThread } from '../../src/host/load-thread.ts';
import { runWatchThread } from '../../src/host/watch-thread.ts';
import type { ThreadTask } from '../../src/run/thread-messages.ts';
import type { WatchTask } from '../../src/watch/watch-messages.ts';

/**
 * What runs in a thread of its own, on this thread: the same code behind the same port. Starting a
 * thread costs more than all that it does in a visit.
 */
export class Worker extends EventEmitter {
  readonly #port: MessagePort;

  constructor(entry: URL, { workerData }: WorkerOptions) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on('message', (message: unknown) => this.emit('message', message));
    port1.on('close', () => this.emit('exit', 0));
    const task: unknown = structuredClone(workerData);
    if (entry.pathname.endsWith('/watch-worker.mjs')) runWatchThread(port2, task as WatchTask);
    else runLoadThread(port2, task as ThreadTask);
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  async terminate(): Promise<number> {
    this.#port.close();
    return 0;
  }
}
