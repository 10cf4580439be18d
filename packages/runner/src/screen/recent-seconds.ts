import type { Second } from '../metrics/second-builder.ts';
import { Trend } from '@lighthouse/verdict';

/** What the last seconds were like. */
export interface RecentFigures {
  /** How many there are so far, up to RECENT_SECONDS. */
  readonly seconds: number;
  /** Operations that were answered, a second. */
  readonly perSecond: number;
  readonly latency: Trend;
}

export const RECENT_SECONDS = 10;

/** Keeps the last seconds of a run, for who looks on: long enough that quantiles mean something. */
export class RecentSeconds {
  readonly #seconds: Pick<Second, 'total'>[] = [];
  #figures: RecentFigures = { seconds: 0, perSecond: 0, latency: new Trend('narrow') };

  get figures(): RecentFigures {
    return this.#figures;
  }

  /** Takes in the second that follows those before. */
  add(second: Pick<Second, 'total'>): void {
    this.#seconds.push(second);
    if (this.#seconds.length > RECENT_SECONDS) this.#seconds.shift();
    const latency = new Trend('narrow');
    let answered = 0;
    for (const { total } of this.#seconds) {
      latency.merge(total.latency);
      answered += total.counts.ok + total.counts.fail;
    }
    const seconds = this.#seconds.length;
    this.#figures = { seconds, perSecond: answered / seconds, latency };
  }
}
