/** What a target invents beyond that counts as `other`. */
const NAMES_MAX = 64;

/** Counts errors by name, so that they can be taken away every second. */
export class ErrorCounts {
  #counts = new Map<string, number>();

  note(name: string, count = 1): void {
    const isKept = this.#counts.has(name) || this.#counts.size < NAMES_MAX;
    const kept = isKept ? name : 'other';
    this.#counts.set(kept, (this.#counts.get(kept) ?? 0) + count);
  }

  /** Since the last time that all was taken away. */
  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** Gives what was counted since the last time. */
  take(): ReadonlyMap<string, number> {
    const counts = this.#counts;
    this.#counts = new Map();
    return counts;
  }
}
