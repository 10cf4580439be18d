import type { Second } from '../metrics/second-builder.ts';
import { Trend, type TrendDelta } from '@lighthouse/verdict';

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
  readonly #seconds: { readonly answered: number; readonly latency: TrendDelta | undefined }[] = [];
  /** Undefined when nobody has looked since the last second. */
  #figures: RecentFigures | undefined;

  get figures(): RecentFigures {
    return (this.#figures ??= this.#join());
  }

  /** Takes in the second that follows those before. */
  add({ total: { counts, latency } }: Pick<Second, 'total'>): void {
    this.#seconds.push({ answered: counts.ok + counts.fail, latency: latency.delta });
    if (this.#seconds.length > RECENT_SECONDS) this.#seconds.shift();
    this.#figures = undefined;
  }

  #join(): RecentFigures {
    const joined = new Trend('narrow');
    let answered = 0;
    for (const second of this.#seconds) {
      if (second.latency !== undefined) joined.add(second.latency);
      answered += second.answered;
    }
    const seconds = this.#seconds.length;
    return { seconds, perSecond: seconds === 0 ? 0 : answered / seconds, latency: joined };
  }
}
