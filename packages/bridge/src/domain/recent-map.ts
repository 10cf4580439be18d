/**
 * A map of at least the `keptMin` and at most twice as many entries set last. Reading does not make
 * an entry younger.
 */
export class RecentMap<V> {
  readonly #keptMin: number;
  #young = new Map<string, V>();
  #old = new Map<string, V>();

  constructor(keptMin: number) {
    this.#keptMin = keptMin;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.#keptMin) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  /** The older half first, each half in the order in which its keys were first set. */
  *entries(): Generator<readonly [key: string, value: V]> {
    yield* this.#old;
    yield* this.#young;
  }
}
