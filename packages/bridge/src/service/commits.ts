import { assert } from '@lighthouse/contract';
import type { AppendResult, EventLog, Receipt } from '@lighthouse/event-store';
import type { Draft } from '../domain/drafts.ts';
import type { Place } from '../domain/place.ts';

export type OnCommitted = (draft: Draft, place: Place) => void;

export interface Commit {
  readonly receipt: Receipt;
  /** True when the log held the same append already: nothing was written, no fact was told. */
  readonly repeated: boolean;
}

/** Finished entries are dropped this many at a time, or when there is nothing else. */
const COMPACT_AT = 4096;

interface Pending {
  readonly drafts: readonly Draft[];
  outcome: 'waiting' | AppendResult | { readonly error: unknown };
  readonly resolve: (commit: Commit) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends drafts to the log and tells their facts once they are durable, in the order of the log.
 * The callers hear of it after that, so whoever awaits a commit sees a state that holds it.
 */
export class Commits {
  readonly #log: EventLog;
  readonly #onCommitted: OnCommitted;
  /**
   * In the order of the calls, which is the order of the log. Those before `#first` are finished.
   */
  #pending: Pending[] = [];
  #first = 0;
  #lastSeq: number;

  constructor(log: EventLog, onCommitted: OnCommitted) {
    this.#log = log;
    this.#lastSeq = log.lastSeq;
    this.#onCommitted = onCommitted;
  }

  /** Appends all drafts or none. Rejects with what the log rejects with. */
  append(drafts: readonly Draft[], key?: string): Promise<Commit> {
    return new Promise((resolve, reject) => {
      const pending: Pending = { drafts, outcome: 'waiting', resolve, reject };
      this.#pending.push(pending);
      const events = drafts.map(({ event }) => event);
      this.#log.append(key === undefined ? { events } : { events, key }).then(
        (result) => this.#settle(pending, result),
        (error: unknown) => this.#settle(pending, { error }),
      );
    });
  }

  #settle(pending: Pending, outcome: AppendResult | { readonly error: unknown }): void {
    pending.outcome = outcome;
    let next = this.#pending[this.#first];
    while (next !== undefined && next.outcome !== 'waiting') {
      this.#first++;
      this.#finish(next);
      next = this.#pending[this.#first];
    }
    if (next === undefined || this.#first >= COMPACT_AT) {
      this.#pending = this.#pending.slice(this.#first);
      this.#first = 0;
    }
  }

  #finish({ drafts, outcome, resolve, reject }: Pending): void {
    assert(outcome !== 'waiting', 'only what has an outcome is finished');
    if ('error' in outcome) return reject(outcome.error);
    const { receipt, firstSeq, repeated } = outcome;
    if (!repeated) {
      assert(firstSeq > this.#lastSeq, 'appends are written in the order they were asked for');
      this.#lastSeq = receipt.seq;
      for (const [index, draft] of drafts.entries())
        this.#onCommitted(draft, { seq: firstSeq + index, mac: receipt.mac });
    }
    resolve({ receipt, repeated });
  }
}
