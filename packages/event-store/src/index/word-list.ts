const CAPACITY_MIN = 64;

/** A growing list of words (u32), four bytes each. */
export class WordList {
  #words: Uint32Array;
  #length = 0;

  /** Room for so many at first. */
  constructor(capacity = CAPACITY_MIN) {
    this.#words = new Uint32Array(Math.max(CAPACITY_MIN, capacity));
  }

  get length(): number {
    return this.#length;
  }

  push(word: number): void {
    if (this.#length === this.#words.length) this.#grow();
    this.#words[this.#length] = word;
    this.#length += 1;
  }

  /** All words; of no use any more when one was pushed. */
  get words(): Uint32Array {
    return this.#words.subarray(0, this.#length);
  }

  at(position: number): number {
    if (position < 0 || position >= this.#length) throw new RangeError('beyond the list');
    return this.#words[position] ?? 0;
  }

  #grow(): void {
    const grown = new Uint32Array(this.#words.length * 2);
    grown.set(this.#words);
    this.#words = grown;
  }
}
