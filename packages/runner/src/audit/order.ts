import type { OrderRow } from './rows.ts';

/**
 * Holds the order of the log against time: an operation that was acknowledged before another was
 * sent must stand before it. Rows are checked in the order of the log, some at a time; all that is
 * kept from one to the next is, for each clock, the latest operation to have been sent so far.
 *
 * If any operation that stands before this one was sent after this one had been acknowledged, then
 * the one that was sent last was; so looking at that one finds every operation that is too late.
 */
export class OrderCheck {
  readonly #latestSent = new Map<number, OrderRow>();
  readonly #onLate: (late: OrderRow, before: OrderRow) => void;

  /**
   * `onLate` gets each operation that stands too late, and one that should have stood behind it.
   */
  constructor(onLate: (late: OrderRow, before: OrderRow) => void) {
    this.#onLate = onLate;
  }

  /** Checks rows whose sequence numbers are all above those of earlier calls. */
  check(rows: readonly OrderRow[]): void {
    for (const row of rows.toSorted((one, other) => one.seq - other.seq)) {
      const latest = this.#latestSent.get(row.clock);
      if (latest !== undefined && latest.seq < row.seq && row.answeredUs < latest.sentUs) {
        this.#onLate(row, latest);
      }
      if (latest === undefined || row.sentUs > latest.sentUs) this.#latestSent.set(row.clock, row);
    }
  }
}
