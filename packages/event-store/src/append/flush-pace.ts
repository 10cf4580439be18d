import type { Clock } from '../clock.ts';
import type { LogFile } from '../fs/log-fs.ts';

/** How much the newest flush counts among those before it. */
const NEWEST_SHARE = 0.25;

/**
 * Writes what a single caller waits for. Handing a write to another thread and hearing of its end
 * costs about as much as a fast disk takes for it; so it is made on the calling thread as long as
 * the disk is known to be fast, and elsewhere when it is not: nobody else must wait for a slow one.
 */
export class FlushPace {
  readonly #clock: Clock;
  readonly #blockingUsMax: number;
  /** Smoothed time of a flush; none is known at first. */
  #usualUs = Infinity;

  constructor(clock: Clock, blockingUsMax: number) {
    this.#clock = clock;
    this.#blockingUsMax = blockingUsMax;
  }

  async write(file: LogFile, bytes: Uint8Array, position: number): Promise<void> {
    const startUs = this.#clock.nowUs();
    if (this.#usualUs <= this.#blockingUsMax) file.pwrite(bytes, position);
    else await file.pwriteAsync(bytes, position);
    this.#note(this.#clock.nowUs() - startUs);
  }

  /** A clock that was put back says nothing. */
  #note(us: number): void {
    if (us < 0) return;
    const share = this.#usualUs === Infinity ? 1 : NEWEST_SHARE;
    this.#usualUs = us * share + (share === 1 ? 0 : this.#usualUs * (1 - share));
  }
}
