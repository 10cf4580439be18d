/**
 * Where in the log the events of each stream stand, so that one agent's events are read without
 * reading everyone's.
 */
export class Streams {
  /** Sequence numbers, ascending. */
  readonly #seqs = new Map<string, number[]>();

  add(stream: string, seq: number): void {
    const seqs = this.#seqs.get(stream);
    if (seqs === undefined) this.#seqs.set(stream, [seq]);
    else seqs.push(seq);
  }

  all(): Iterable<readonly [stream: string, seqs: readonly number[]]> {
    return this.#seqs;
  }

  /** The first `countMax` numbers of the stream that are above `after`. */
  after(stream: string, after: number, countMax: number): readonly number[] {
    const seqs = this.#seqs.get(stream) ?? [];
    const start = countAtOrBelow(seqs, after);
    return seqs.slice(start, start + countMax);
  }
}

function countAtOrBelow(seqs: readonly number[], limit: number): number {
  let [low, high] = [0, seqs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((seqs[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
