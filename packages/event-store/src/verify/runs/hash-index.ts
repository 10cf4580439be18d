/**
 * Numbers the different hashes that come up in a run, from 0 on, in the order in which they do. It
 * holds a fixed number of them.
 */
export class HashIndex {
  /** High and low word of each hash. */
  readonly words: Int32Array;
  size = 0;
  readonly #slots: Int32Array;
  readonly #mask: number;

  /** `max` is a power of two. */
  constructor(max: number) {
    this.words = new Int32Array(2 * max);
    this.#slots = new Int32Array(2 * max);
    this.#mask = 2 * max - 1;
  }

  /** Gives the number of this hash, or what `size` is when it is new. */
  find(high: number, low: number): number {
    for (let slot = low & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return this.size;
      if (this.words[2 * number + 1] === low && this.words[2 * number] === high) return number;
    }
  }

  /** Adds a hash that is new. */
  add(high: number, low: number): void {
    let slot = low & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.words[2 * this.size] = high;
    this.words[2 * this.size + 1] = low;
    this.size += 1;
    this.#slots[slot] = this.size;
  }

  clear(): void {
    // The latest first: in front of its place stand only those that were there before it.
    for (let number = this.size - 1; number >= 0; number--) {
      let slot = (this.words[2 * number + 1] ?? 0) & this.#mask;
      while (this.#slots[slot] !== number + 1) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = 0;
    }
    this.size = 0;
  }
}
