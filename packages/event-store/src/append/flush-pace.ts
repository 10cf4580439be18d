import type { Clock } from '../clock.ts';
import type { LogFile } from '../fs/log-fs.ts';

/** How much the newest flush counts among those before it. */
const NEWEST_SHARE = 0.25;

/** After so many flushes on the calling thread one is made elsewhere: others get their turn. */
const HERE_IN_A_ROW_MAX = 64;

/**
 * Writes what a single caller waits for. Handing a write to another thread and hearing of its end
 * costs about as much as a fast disk takes for it; so it is made on the calling thread as long as
 * the disk is known to be fast, and elsewhere when it is not: nobody else must wait for a slow one.
 * Nor for a caller that appends again and again: its appends would follow each other without a turn
 * of the event loop.
 */
export class FlushPace {
  readonly #clock: Clock;
  readonly #blockingUsMax: number;
  /** Smoothed time of a flush; none is known at first. */
  #usualUs = Infinity;
  #hereInARow = 0;

  constructor(clock: Clock, blockingUsMax: number) {
    this.#clock = clock;
    this.#blockingUsMax = blockingUsMax;
  }

  /** Gives what to wait for; undefined when the bytes are written. */
  write(file: LogFile, bytes: Uint8Array, position: number): Promise<void> | undefined {
    const startUs = this.#clock.nowUs();
    if (this.#usualUs > this.#blockingUsMax || this.#hereInARow === HERE_IN_A_ROW_MAX) {
      this.#hereInARow = 0;
      return file.pwriteAsync(bytes, position).then(() => this.#noteSince(startUs));
    }
    this.#hereInARow += 1;
    file.pwrite(bytes, position);
    this.#noteSince(startUs);
    return undefined;
  }

  /** A clock that was put back says nothing. */
  #noteSince(startUs: number): void {
    const us = this.#clock.nowUs() - startUs;
    if (us < 0) return;
    const share = this.#usualUs === Infinity ? 1 : NEWEST_SHARE;
    this.#usualUs = us * share + (share === 1 ? 0 : this.#usualUs * (1 - share));
  }
}
