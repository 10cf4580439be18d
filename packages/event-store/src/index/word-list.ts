/** A growing list of words (u32), four bytes each. */
export class WordList {
  #words = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(word: number): void {
    if (this.#length === this.#words.length) this.#grow();
    this.#words[this.#length] = word;
    this.#length += 1;
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
