/** Keeps things under small numbers, which are used again: an entry of a heap is only a number. */
export class Slots<T> {
  readonly #items: (T | undefined)[] = [];
  readonly #free: number[] = [];

  put(item: T): number {
    const slot = this.#free.pop() ?? this.#items.length;
    this.#items[slot] = item;
    return slot;
  }

  take(slot: number): T | undefined {
    const item = this.#items[slot];
    this.#items[slot] = undefined;
    if (item !== undefined) this.#free.push(slot);
    return item;
  }
}
