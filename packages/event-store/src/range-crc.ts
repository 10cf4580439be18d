import { readU32 } from './format/bytes.ts';
import { crcContinued, crcShifted } from './format/crc.ts';
import { CRC_BYTES } from './format/limits.ts';
import type { SegmentWindow } from './segment-window.ts';

/** A prefix is kept every so many bytes. At most LOOK_BACK_BYTES of the window. */
const STEP_BYTES = 64;
/** Prefixes are dropped when this many lie behind. */
const STEPS_BEHIND_MAX = 524_288;

/**
 * The CRC of any range of a damaged place, whatever the ranges overlap: from prefixes computed
 * once, so that looking for frames at every offset costs what the place is long, not what all
 * claimed lengths add up to.
 */
export class RangeCrc {
  readonly #window: SegmentWindow;
  /** Position of the first prefix. */
  #origin = 0;
  /** CRC of [origin, origin + STEP_BYTES · index). */
  #prefixes: number[] = [0];

  constructor(window: SegmentWindow) {
    this.#window = window;
  }

  /**
   * Tells whether the frame of this length at `position`, which the window must hold, has the CRC
   * that its bytes have.
   */
  hasFrameCrc(position: number, len: number): boolean {
    const end = position + len - CRC_BYTES;
    this.#reach(position, end);
    const crc = this.#prefix(end) ^ crcShifted(this.#prefix(position), end - position);
    return crc >>> 0 === readU32(this.#window.buffer, end - this.#window.base);
  }

  /** Computes prefixes up to `end`, from `start` on if none reach so far. */
  #reach(start: number, end: number): void {
    if (start >= this.#origin + this.#prefixes.length * STEP_BYTES || start < this.#origin) {
      this.#origin = start;
      this.#prefixes = [0];
    }
    const { buffer, base } = this.#window;
    let crc = this.#prefixes.at(-1) ?? 0;
    for (;;) {
      const from = this.#origin + (this.#prefixes.length - 1) * STEP_BYTES;
      if (from + STEP_BYTES > end) break;
      crc = crcContinued(crc, buffer, from - base, from - base + STEP_BYTES);
      this.#prefixes.push(crc);
    }
    this.#dropBehind(start);
  }

  #prefix(position: number): number {
    const index = Math.floor((position - this.#origin) / STEP_BYTES);
    const from = this.#origin + index * STEP_BYTES - this.#window.base;
    const begun = this.#prefixes[index] ?? 0;
    return crcContinued(begun, this.#window.buffer, from, position - this.#window.base);
  }

  #dropBehind(position: number): void {
    const count = Math.floor((position - this.#origin) / STEP_BYTES);
    if (count < STEPS_BEHIND_MAX) return;
    this.#prefixes.splice(0, count);
    this.#origin += count * STEP_BYTES;
  }
}
