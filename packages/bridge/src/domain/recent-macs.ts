/** A power of two: the places of this many latest events are known without reading the log. */
const KEPT = 32_768;

/** The MACs of the latest events, by sequence number. */
export class RecentMacs {
  readonly #macs: string[] = [];
  #lastSeq = 0;

  /** To be told every event, in the order of the log; `mac` as in `Place`. */
  add(seq: number, mac: string): void {
    this.#macs[seq % KEPT] = mac;
    this.#lastSeq = seq;
  }

  /** Sequence number and MAC of the last event; seq 0 in an empty log. */
  get last(): { readonly seq: number; readonly mac: string } {
    return { seq: this.#lastSeq, mac: this.#macs[this.#lastSeq % KEPT] ?? '' };
  }

  /** Gives undefined when the log must be asked. */
  get(seq: number): string | undefined {
    if (seq > this.#lastSeq || seq <= this.#lastSeq - KEPT) return undefined;
    const mac = this.#macs[seq % KEPT];
    // Events of one append were told with the MAC of the last of them.
    const isOfAnother = seq < this.#lastSeq && this.#macs[(seq + 1) % KEPT] === mac;
    return isOfAnother ? undefined : mac;
  }
}
