interface Deadline {
  readonly id: string;
  readonly dueMs: number;
}

/** Fewer than these are never gone through for what is dropped. */
const SWEPT_MIN = 64;

/**
 * What ends at a time of its own: a binary heap, the earliest on top, so that looking for what is
 * due costs what is due and not what there is. What ends before its time is dropped: it stays in
 * the heap until half of that was dropped.
 */
export class Deadlines {
  #heap: Deadline[] = [];
  readonly #live = new Map<string, Deadline>();

  get size(): number {
    return this.#live.size;
  }

  /** Adds an id that is not there. */
  add(id: string, dueMs: number): void {
    const deadline = { id, dueMs };
    this.#live.set(id, deadline);
    this.#heap.push(deadline);
    this.#rise(this.#heap.length - 1);
  }

  /** Moves an id to this time, or adds it; Infinity: it is never due. */
  set(id: string, dueMs: number): void {
    if ((this.#live.get(id)?.dueMs ?? Infinity) === dueMs) return;
    this.drop(id);
    if (dueMs !== Infinity) this.add(id, dueMs);
  }

  drop(id: string): void {
    if (!this.#live.delete(id) || this.#heap.length < SWEPT_MIN) return;
    if (this.#heap.length < 2 * this.#live.size) return;
    // An array that is sorted is a heap.
    this.#heap = [...this.#live.values()].toSorted((one, other) => one.dueMs - other.dueMs);
  }

  /** Finds what is due, at most so many, the earliest first among these. It stays until dropped. */
  due(nowMs: number, countMax = Infinity): string[] {
    for (let top = this.#heap[0]; top !== undefined && !this.#isLive(top); top = this.#heap[0])
      this.#removeTop();
    const found: Deadline[] = [];
    const places = [0];
    for (let next = 0; next < places.length && found.length < countMax; next++) {
      const at = places[next] ?? 0;
      const deadline = this.#heap[at];
      if (deadline === undefined || deadline.dueMs > nowMs) continue;
      if (this.#isLive(deadline)) found.push(deadline);
      places.push(2 * at + 1, 2 * at + 2);
    }
    return found.toSorted((one, other) => one.dueMs - other.dueMs).map(({ id }) => id);
  }

  /** Takes out all that is due, the earliest first. */
  takeDue(nowMs: number): string[] {
    const due: string[] = [];
    for (let top = this.#heap[0]; top !== undefined && top.dueMs <= nowMs; top = this.#heap[0]) {
      this.#removeTop();
      if (!this.#isLive(top)) continue;
      this.#live.delete(top.id);
      due.push(top.id);
    }
    return due;
  }

  /** False of what was dropped, or moved to another time. */
  #isLive(deadline: Deadline): boolean {
    return this.#live.get(deadline.id) === deadline;
  }

  #removeTop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (this.#dueMsAt(parent) <= this.#dueMsAt(at)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    for (let at = from; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const lower = this.#dueMsAt(right) < this.#dueMsAt(left) ? right : left;
      if (this.#dueMsAt(at) <= this.#dueMsAt(lower)) return;
      this.#swap(at, lower);
      at = lower;
    }
  }

  /** Nothing is due behind the end. */
  #dueMsAt(at: number): number {
    return this.#heap[at]?.dueMs ?? Infinity;
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (first === undefined || second === undefined) return;
    this.#heap[one] = second;
    this.#heap[other] = first;
  }
}
