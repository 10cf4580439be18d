import type { Clock } from '../clock.ts';

/** A batch is made for so many times longer than a flush takes before it is written by itself. */
const FLUSHES_MIN = 2;

/**
 * Says when a batch is written while the next one is made, instead of waiting for all that is on
 * its way. That doubles the flushes, so it pays only when making batches is what takes the time,
 * and not the disk.
 */
export class FlushOverlap {
  readonly #clock: Clock;
  readonly #usMin: number;
  /** Since then the batch is made that will be written next. */
  #batchUs = 0;
  #flushStartUs = 0;
  /** How long the last flush took; none is known at first. */
  #flushUs = Infinity;

  /** Batches that were made in less than `usMin` wait for others. */
  constructor(clock: Clock, usMin: number) {
    this.#clock = clock;
    this.#usMin = usMin;
  }

  beginBatch(nowUs: number): void {
    this.#batchUs = nowUs;
  }

  beginFlush(): void {
    this.#flushStartUs = this.#clock.nowUs();
  }

  endFlush(): void {
    this.#flushUs = this.#clock.nowUs() - this.#flushStartUs;
  }

  /** Asks of the batch that is being made, by its length. A clock that was put back says no. */
  isWorthIt(byteCount: number): boolean {
    if (byteCount === 0) return false;
    const us = this.#clock.nowUs() - this.#batchUs;
    return us >= Math.max(this.#usMin, FLUSHES_MIN * this.#flushUs);
  }
}
