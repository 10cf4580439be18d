const FIRST_CAPACITY = 64;

/**
 * Entries ordered by time, earliest first; of equal times, the lower number first, so that the
 * order never depends on chance. A binary heap over two typed arrays: 12 bytes an entry, no object
 * for each.
 */
export class TimeHeap {
  #times: Float64Array;
  #ids: Uint32Array;
  #size = 0;

  constructor(capacity = FIRST_CAPACITY) {
    this.#times = new Float64Array(Math.max(1, capacity));
    this.#ids = new Uint32Array(Math.max(1, capacity));
  }

  get size(): number {
    return this.#size;
  }

  /** Time of the earliest entry; Infinity when there is none. */
  get nextAtUs(): number {
    return this.#size === 0 ? Infinity : (this.#times[0] ?? Infinity);
  }

  push(atUs: number, id: number): void {
    if (this.#size === this.#times.length) this.#grow();
    this.#siftUp(this.#size++, atUs, id);
  }

  /** Takes the earliest entry. Call only when there is one. */
  pop(): number {
    const first = this.#ids[0] ?? 0;
    const last = --this.#size;
    if (last > 0) this.#siftDown(this.#times[last] ?? 0, this.#ids[last] ?? 0);
    return first;
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2);
    const ids = new Uint32Array(this.#ids.length * 2);
    times.set(this.#times);
    ids.set(this.#ids);
    this.#times = times;
    this.#ids = ids;
  }

  #siftUp(from: number, atUs: number, id: number): void {
    let slot = from;
    while (slot > 0) {
      const above = (slot - 1) >> 1;
      if (!this.#isBefore(atUs, id, above)) break;
      this.#move(above, slot);
      slot = above;
    }
    this.#times[slot] = atUs;
    this.#ids[slot] = id;
  }

  #siftDown(atUs: number, id: number): void {
    const size = this.#size;
    let slot = 0;
    for (let child = 1; child < size; child = 2 * slot + 1) {
      const right = child + 1;
      if (right < size && this.#isBefore(this.#times[right] ?? 0, this.#ids[right] ?? 0, child))
        child = right;
      if (this.#isBefore(atUs, id, child)) break;
      this.#move(child, slot);
      slot = child;
    }
    this.#times[slot] = atUs;
    this.#ids[slot] = id;
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] ?? 0;
    this.#ids[to] = this.#ids[from] ?? 0;
  }

  #isBefore(atUs: number, id: number, slot: number): boolean {
    const other = this.#times[slot] ?? 0;
    return atUs < other || (atUs === other && id < (this.#ids[slot] ?? 0));
  }
}
