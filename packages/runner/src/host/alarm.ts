import type { Clock } from './clock.ts';

/**
 * Timers of the operating system are exact to a millisecond, which is much beside a target that
 * answers in one. The last bit of each wait is therefore spent turning the event loop, as long as
 * that costs no more than this share of a CPU.
 */
const SPIN_SHARE = 0.05;
const SPIN_MS_MAX = 50;

/** Rings once at a time that can be moved. */
export class Alarm {
  readonly #clock: Clock;
  readonly #onRing: () => void;
  #atMs = Infinity;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #spinMsLeft = SPIN_MS_MAX;
  #lastLookMs: number;
  #isSpinning = false;

  constructor(clock: Clock, onRing: () => void) {
    this.#clock = clock;
    this.#onRing = onRing;
    this.#lastLookMs = clock.nowMs();
  }

  /**
   * Sets when it rings next, on the clock it was made with; Infinity for never. What was set before
   * no longer counts.
   */
  set(atMs: number): void {
    if (atMs === this.#atMs) return;
    this.#atMs = atMs;
    this.#cancel();
    if (atMs !== Infinity) this.#wait();
  }

  #wait(): void {
    const nowMs = this.#clock.nowMs();
    this.#account(nowMs);
    const leftMs = this.#atMs - nowMs;
    this.#isSpinning = leftMs > 0 && leftMs < 1 && this.#spinMsLeft > 0;
    if (this.#isSpinning || leftMs <= 0) this.#immediate = setImmediate(() => this.#look());
    else this.#timer = setTimeout(() => this.#look(), this.#timeoutMs(leftMs));
  }

  /** Wakes up early when there is something left to spin, else as near as a timer can. */
  #timeoutMs(leftMs: number): number {
    return Math.max(1, this.#spinMsLeft > 0 ? Math.floor(leftMs) : Math.round(leftMs));
  }

  #look(): void {
    this.#timer = undefined;
    this.#immediate = undefined;
    if (this.#clock.nowMs() < this.#atMs) this.#wait();
    else {
      this.#account(this.#clock.nowMs());
      this.#isSpinning = false;
      this.#atMs = Infinity;
      this.#onRing();
    }
  }

  #account(nowMs: number): void {
    const elapsedMs = nowMs - this.#lastLookMs;
    this.#lastLookMs = nowMs;
    const left = this.#spinMsLeft + elapsedMs * SPIN_SHARE - (this.#isSpinning ? elapsedMs : 0);
    this.#spinMsLeft = Math.min(SPIN_MS_MAX, Math.max(0, left));
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    if (this.#immediate !== undefined) clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
  }
}
