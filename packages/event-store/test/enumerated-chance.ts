import type { Chance } from '../src/fs/sim-chance.ts';

/**
 * Tries every outcome of every decision: run the same thing again after each `next`, until that
 * gives false.
 */
export class EnumeratedChance implements Chance {
  readonly #digits: { value: number; readonly limit: number }[] = [];
  readonly #valuesMax: number;
  #position = 0;

  /** Of a range larger than `valuesMax` only so many values are tried, more of the small ones. */
  constructor(valuesMax: number) {
    this.#valuesMax = valuesMax;
  }

  below(limit: number): number {
    const tried = Math.min(limit, this.#valuesMax);
    if (tried <= 1) return 0;
    const digit = (this.#digits[this.#position] ??= { value: 0, limit: tried });
    this.#position += 1;
    if (tried === limit) return digit.value;
    return Math.round((digit.value / (tried - 1)) ** 2 * (limit - 1));
  }

  chance(): boolean {
    return this.below(2) === 1;
  }

  bytes(count: number): Uint8Array {
    return new Uint8Array(count).fill(0xa5);
  }

  /** Goes on to the next combination; false when all were tried. */
  next(): boolean {
    this.#digits.length = this.#position;
    this.#position = 0;
    for (let last = this.#digits.at(-1); last !== undefined; last = this.#digits.at(-1)) {
      last.value += 1;
      if (last.value < last.limit) return true;
      this.#digits.pop();
    }
    return false;
  }
}
