import type { Scheduler } from '../clock.ts';
import type { LogKeys } from '../keys/log-keys.ts';
import type { HeadFile, HeadPosition } from './head-file.ts';

export interface HeadKeeperOptions {
  readonly scheduler: Scheduler;
  readonly idleMs: number;
  readonly busyMs: number;
  /** Told when making HEAD durable fails. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Writes HEAD at each flush and makes it durable now and then: when the log is idle, and at times
 * while it is not.
 */
export class HeadKeeper {
  readonly #head: HeadFile;
  readonly #options: HeadKeeperOptions;
  #cancelTimer: (() => void) | undefined;
  #wroteSinceTick = false;
  #unsyncedMs = 0;
  #syncing: Promise<void> | undefined;
  #isStopped = false;

  constructor(head: HeadFile, options: HeadKeeperOptions) {
    this.#head = head;
    this.#options = options;
  }

  isOurs(): boolean {
    return this.#head.isOurs();
  }

  /** Makes the slot for what is about to become durable; `writePrepared` follows, or nothing. */
  prepare(position: HeadPosition, keys: LogKeys): void {
    this.#head.prepare(position, keys);
  }

  writePrepared(): void {
    this.#head.writePrepared();
    this.#wroteSinceTick = true;
    this.#startTimer();
  }

  /** Makes what was written durable. */
  async sync(): Promise<void> {
    await this.#syncing;
    if (!this.#head.isSynced) await this.#head.syncAsync();
  }

  /** Stops the timer; nothing is synced any more unless it is asked for. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Waits for a sync under way, whatever becomes of it, and closes the file. */
  async close(): Promise<void> {
    this.stop();
    await this.#syncing;
    this.#head.close();
  }

  #startTimer(): void {
    if (this.#isStopped) return;
    const { scheduler, idleMs } = this.#options;
    this.#cancelTimer ??= scheduler.after(idleMs, () => {
      this.#cancelTimer = undefined;
      this.#tick();
    });
  }

  #tick(): void {
    if (this.#head.isSynced) return;
    const { idleMs, busyMs } = this.#options;
    this.#unsyncedMs += idleMs;
    const isDue = !this.#wroteSinceTick || this.#unsyncedMs >= busyMs;
    this.#wroteSinceTick = false;
    if (isDue && this.#syncing === undefined) this.#syncInBackground();
    else this.#startTimer();
  }

  #syncInBackground(): void {
    this.#unsyncedMs = 0;
    this.#syncing = this.#head
      .syncAsync()
      .then(() => {
        if (!this.#head.isSynced) this.#startTimer();
      }, this.#options.onFailure)
      .finally(() => {
        this.#syncing = undefined;
      });
  }
}
