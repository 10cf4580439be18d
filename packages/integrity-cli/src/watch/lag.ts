const SAMPLES_MAX = 4096;
const P50_SAMPLES_MIN = 2;
const P99_SAMPLES_MIN = 100;

/** How long after its append the oldest event of a turn was verified: of the last turns. */
export class Lag {
  readonly #samples: number[] = [];
  #next = 0;
  #last: number | null = null;
  #max: number | null = null;

  add(lagMs: number): void {
    this.#last = Math.max(0, lagMs);
    this.#max = Math.max(this.#max ?? 0, this.#last);
    this.#samples[this.#next] = this.#last;
    this.#next = (this.#next + 1) % SAMPLES_MAX;
  }

  /** A quantile that too few samples support is null. The maximum is that of the whole watch. */
  figures(): { last: number | null; p50: number | null; p99: number | null; max: number | null } {
    const sorted = this.#samples.toSorted((a, b) => a - b);
    const quantile = (q: number, min: number): number | null =>
      sorted.length < min ? null : (sorted[Math.ceil(q * sorted.length) - 1] ?? null);
    const [p50, p99] = [quantile(0.5, P50_SAMPLES_MIN), quantile(0.99, P99_SAMPLES_MIN)];
    return { last: this.#last, p50, p99, max: this.#max };
  }
}
