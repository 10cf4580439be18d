import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ListenAddress } from '@lighthouse/cli-kit/local-server';
import { LighthouseError, type Result } from '@lighthouse/contract';
import type { DashboardTask, FromDashboard, ToDashboard } from '@lighthouse/contract/dashboard';
import type { LiveObserver, LivePoint, LiveStart } from '../run/live-observer.ts';
import { errorOf } from '../run/thread-failure.ts';
import { sleep } from './clock.ts';

export interface Dashboard {
  /** Of the page. Whoever has it sees the run, and can change nothing. */
  readonly url: string;
  readonly observer: LiveObserver;
}

export interface DashboardOptions {
  /** The companion's thread; undefined when it did not come along. */
  readonly program: string | undefined;
  readonly address: ListenAddress;
  /** It ended before the run did; the run goes on. */
  readonly onLost: (why: string) => void;
}

const SECRET_BYTES = 16;
/** What a page of a run takes, many times over. */
const MEMORY_MB_MAX = 512;
/** After the thread's own limit for whoever is slow to take the last event. */
const CLOSE_MS_MAX = 3000;

/**
 * Opens a page that shows a run while it goes on. It is served by a thread of its own: nothing that
 * a reader does, or fails to do, is felt by the run. Rejects with LH_PORT_BUSY or LH_IO.
 */
export async function openDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { program, address, onLost } = options;
  if (program === undefined)
    throw new LighthouseError('LH_IO', 'the dashboard is missing from the installation', {
      hint: 'install lh-run again, or leave --dashboard out',
    });
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const thread = new Worker(pathToFileURL(program), {
    workerData: { ...address, secret } satisfies DashboardTask,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
    name: 'dashboard',
  });
  const observer = new DashboardObserver(thread, onLost);
  return { url: await observer.opened, observer };
}

class DashboardObserver implements LiveObserver {
  readonly opened: Promise<string>;
  readonly #thread: Worker;
  readonly #closed: Promise<void>;
  #start: LiveStart | undefined;
  /** The thread has taken what it was told last. */
  #isReady = true;
  #viewerCount = 0;
  #isLost = false;

  constructor(thread: Worker, onLost: (why: string) => void) {
    this.#thread = thread;
    let resolveClosed = () => {};
    this.#closed = new Promise((resolve) => {
      resolveClosed = resolve;
    });
    this.opened = new Promise((resolve, reject) => {
      let isOpen = false;
      const lose = (why: string) => {
        if (this.#isLost) return;
        this.#isLost = true;
        resolveClosed();
        if (isOpen) onLost(why);
        else reject(new LighthouseError('LH_BUG', `the dashboard ended: ${why}`));
      };
      thread.on('error', (error) => lose(error instanceof Error ? error.message : String(error)));
      thread.on('exit', () => lose('its thread is gone'));
      thread.on('message', (message: FromDashboard) => {
        if (message.kind === 'listening') {
          isOpen = true;
          resolve(message.url);
        }
        if (message.kind === 'failed') {
          this.#isLost = true;
          reject(errorOf({ ...message, stack: undefined }));
        }
        if (message.kind === 'closed') {
          this.#isLost = true;
          resolveClosed();
        }
        if (message.kind !== 'ready') return;
        this.#isReady = true;
        this.#viewerCount = message.viewerCount;
      });
    });
  }

  begin(start: LiveStart): void {
    this.#start = start;
  }

  /** Costs nothing while nobody looks. */
  point({ number, inFlight }: LivePoint): void {
    const start = this.#start;
    if (start === undefined || this.#isLost || !this.#isReady || this.#viewerCount === 0) return;
    this.#isReady = false;
    const { loadMs } = start;
    const elapsedMs = (number + 1) * 1000;
    const state = { result: start.snapshot(), elapsedMs, loadMs, inFlight };
    this.#tell({ kind: 'state', state });
  }

  fault(): void {
    // The next state shows it.
  }

  async close(result: Result | undefined): Promise<void> {
    if (!this.#isLost) {
      this.#tell({ kind: 'end', result });
      await Promise.race([this.#closed, sleep(CLOSE_MS_MAX)]);
    }
    this.#isLost = true;
    await this.#thread.terminate();
  }

  #tell(message: ToDashboard): void {
    this.#thread.postMessage(message);
  }
}
