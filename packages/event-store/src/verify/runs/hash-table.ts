const SLOTS_MIN = 64;
/** Fuller than that, looking for a place takes long. */
const LOAD_MAX = 0.7;
const GOLDEN = 0x9e37_79b1;

/**
 * Hashes that have come up, each with some numbers. It grows up to a limit; then it forgets half of
 * its hashes, and takes note only of those of the kind it kept: the others are left to another walk
 * through the same log, which takes note of them alone.
 */
export class HashTable {
  /** By slot, one array for each number that is kept. */
  columns: readonly Float64Array[];
  /** Into how many kinds hashes are divided, and which one is taken note of; -1: none. */
  #kindCount = 1;
  #kind = 0;
  /** What was left to other walks. */
  readonly #left: { readonly kind: number; readonly kindCount: number }[] = [];
  readonly #slotsMax: number;
  #words: Int32Array;
  #slotCount: number;
  #size = 0;

  /** `slotsMax` is a power of two. */
  constructor(columnCount: number, slotsMax: number) {
    this.#slotsMax = slotsMax;
    this.#slotCount = Math.min(SLOTS_MIN, slotsMax);
    this.#words = new Int32Array(2 * this.#slotCount);
    this.columns = Array.from({ length: columnCount }, () => new Float64Array(this.#slotCount));
  }

  get isDone(): boolean {
    return this.#left.length === 0;
  }

  /** Forgets everything, to take note of what was left to another walk; of nothing, if none was. */
  restart(): void {
    const { kind, kindCount } = this.#left.pop() ?? { kind: -1, kindCount: 1 };
    this.#kind = kind;
    this.#kindCount = kindCount;
    this.#words.fill(0);
    this.#size = 0;
  }

  isOfKind(low: number): boolean {
    return (low & (this.#kindCount - 1)) === this.#kind;
  }

  /** Gives the slot of a hash, or -1. */
  find(high: number, low: number): number {
    const slot = this.#slotOf(high, low);
    return this.#words[2 * slot + 1] === 0 ? -1 : slot;
  }

  /** Gives the slot of a hash that is there from now on, or -1 when it is of another kind. */
  add(high: number, low: number): number {
    if (!this.isOfKind(low)) return -1;
    if (this.#size >= LOAD_MAX * this.#slotCount) {
      this.#makeRoom();
      return this.add(high, low);
    }
    const slot = this.#slotOf(high, low);
    if (this.#words[2 * slot + 1] !== 0) return slot;
    this.#words[2 * slot] = high;
    this.#words[2 * slot + 1] = low;
    this.#size += 1;
    return slot;
  }

  #slotOf(high: number, low: number): number {
    const words = this.#words;
    const mask = this.#slotCount - 1;
    for (let slot = Math.imul(high, GOLDEN) & mask; ; slot = (slot + 1) & mask) {
      const found = words[2 * slot + 1];
      if (found === 0 || (found === low && words[2 * slot] === high)) return slot;
    }
  }

  #halve(): void {
    const kindCount = 2 * this.#kindCount;
    this.#left.push({ kind: this.#kind + this.#kindCount, kindCount });
    this.#kindCount = kindCount;
  }

  #makeRoom(): void {
    const [words, columns, slotCount] = [this.#words, this.columns, this.#slotCount];
    if (slotCount < this.#slotsMax) this.#slotCount *= 2;
    else this.#halve();
    this.#words = new Int32Array(2 * this.#slotCount);
    this.columns = columns.map(() => new Float64Array(this.#slotCount));
    this.#size = 0;
    for (let slot = 0; slot < slotCount; slot++) {
      const [high, low] = [words[2 * slot] ?? 0, words[2 * slot + 1] ?? 0];
      const target = low === 0 ? -1 : this.add(high, low);
      if (target < 0) continue;
      columns.forEach((column, index) => {
        const kept = this.columns[index];
        if (kept !== undefined) kept[target] = column[slot] ?? 0;
      });
    }
  }
}
