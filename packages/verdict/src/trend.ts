import type { Distribution } from '@lighthouse/contract';
import { samplesNeededFor } from '@lighthouse/contract/threshold';
import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { decodeHistogram } from './decode-histogram.ts';

/** The longest time that is told apart: an hour. Longer ones count as an hour. */
export const TREND_US_MAX = 3_600_000_000;
/** Where a histogram begins before it grows with what it gets. */
const FIRST_HIGHEST_US = 1 << 17;

/**
 * Times that were recorded since the last look, small enough to be sent between threads every
 * second.
 */
export interface TrendDelta {
  /** Pairs: a time in microseconds, and how many there were within 0.1 % of it. */
  readonly pairs: Uint32Array;
  readonly minUs: number;
  readonly maxUs: number;
}

/** The histogram's slots; hdr-histogram-js keeps them out of its general type. */
type Slots = Histogram & {
  getCountAtIndex(index: number): number;
  valueFromIndex(index: number): number;
  medianEquivalentValue(value: number): number;
  countsArrayLength: number;
};

/**
 * A distribution of times: an HdrHistogram of three digits with exact extremes. Memory does not
 * grow with the count.
 */
export class Trend {
  readonly #histogram: Histogram;
  #minUs = Infinity;
  #maxUs = 0;

  /**
   * A narrow trend counts to 2^31 a slot, for one interval; a wide one to 2^53, for a whole run.
   */
  constructor(width: 'narrow' | 'wide') {
    this.#histogram = build({
      bitBucketSize: width === 'narrow' ? 32 : 64,
      autoResize: true,
      lowestDiscernibleValue: 1,
      highestTrackableValue: FIRST_HIGHEST_US,
      numberOfSignificantValueDigits: 3,
    });
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** In milliseconds; null when nothing was recorded. */
  get maxMs(): number | null {
    return this.count === 0 ? null : this.#maxUs / 1000;
  }

  record(durationUs: number): void {
    const us = clamp(durationUs);
    this.#histogram.recordValue(us);
    if (us < this.#minUs) this.#minUs = us;
    if (us > this.#maxUs) this.#maxUs = us;
  }

  /** Gives a percentile in milliseconds; null when there are too few samples to tell. */
  percentileMs(percentile: number): number | null {
    if (this.count < samplesNeededFor(percentile)) return null;
    return this.#valueUsAt(percentile) / 1000;
  }

  add(delta: TrendDelta): void {
    for (let i = 0; i + 1 < delta.pairs.length; i += 2)
      this.#histogram.recordValueWithCount(delta.pairs[i] ?? 0, delta.pairs[i + 1] ?? 0);
    this.#minUs = Math.min(this.#minUs, delta.minUs);
    this.#maxUs = Math.max(this.#maxUs, delta.maxUs);
  }

  /** Takes in all that another one has recorded. */
  merge(other: Trend): void {
    if (other.count === 0) return;
    this.#histogram.add(other.#histogram);
    this.#minUs = Math.min(this.#minUs, other.#minUs);
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  /** What was recorded, in little space; undefined when nothing was. */
  get delta(): TrendDelta | undefined {
    if (this.count === 0) return undefined;
    return { pairs: this.recorded(), minUs: this.#minUs, maxUs: this.#maxUs };
  }

  /** Gives what was recorded and forgets it; undefined when there was nothing. */
  take(): TrendDelta | undefined {
    const { delta } = this;
    if (delta === undefined) return undefined;
    this.#histogram.reset();
    this.#minUs = Infinity;
    this.#maxUs = 0;
    return delta;
  }

  /** HdrHistogram V2 compressed, base64; empty when nothing was recorded. */
  get encoded(): string {
    return this.count === 0 ? '' : encodeIntoCompressedBase64(this.#histogram);
  }

  /**
   * Takes in a histogram as it was encoded, with its exact extremes in milliseconds. Throws
   * LH_NOT_A_RUN when it is none.
   */
  addEncoded(hdr: string, { min, max }: { readonly min: number; readonly max: number }): void {
    if (hdr === '') return;
    const decoded = decodeHistogram(hdr);
    if (decoded.totalCount === 0) return;
    this.#histogram.add(decoded);
    this.#minUs = Math.min(this.#minUs, Math.round(min * 1000));
    this.#maxUs = Math.max(this.#maxUs, Math.round(max * 1000));
  }

  distribution(): Distribution {
    const { count } = this;
    const empty = count === 0;
    const { mean, stddev } = this.#moments();
    return {
      count,
      min: empty ? null : this.#minUs / 1000,
      mean: empty ? null : mean / 1000,
      max: this.maxMs,
      stddev: empty ? null : stddev / 1000,
      p50: this.percentileMs(50),
      p90: this.percentileMs(90),
      p95: this.percentileMs(95),
      p99: this.percentileMs(99),
      p999: this.percentileMs(99.9),
      hdr: encodeIntoCompressedBase64(this.#histogram),
    };
  }

  /** Gives all that was recorded, as the pairs of a delta. */
  recorded(): Uint32Array {
    const pairs: number[] = [];
    for (const [us, count] of this.#used()) pairs.push(us, count);
    return Uint32Array.from(pairs);
  }

  /** Mean and standard deviation in microseconds, each slot standing at its middle. */
  #moments(): { readonly mean: number; readonly stddev: number } {
    const slots = this.#histogram as Slots;
    const used = [...this.#used()].map(
      ([us, count]) => [slots.medianEquivalentValue(us), count] as const,
    );
    const mean = used.reduce((sum, [us, count]) => sum + us * count, 0) / this.count;
    const squares = used.reduce((sum, [us, count]) => sum + (us - mean) ** 2 * count, 0);
    return { mean, stddev: Math.sqrt(squares / this.count) };
  }

  /** Gives the slots that hold something: their time in microseconds and their count. */
  *#used(): Generator<readonly [us: number, count: number]> {
    const slots = this.#histogram as Slots;
    let left = this.count;
    for (let index = 0; left > 0 && index < slots.countsArrayLength; index++) {
      const count = slots.getCountAtIndex(index);
      if (count === 0) continue;
      yield [slots.valueFromIndex(index), count];
      left -= count;
    }
  }

  /** A slot reports its upper edge, which may lie above anything that was recorded. */
  #valueUsAt(percentile: number): number {
    const us = Math.min(this.#histogram.getValueAtPercentile(percentile), this.#maxUs);
    return Math.max(us, Math.min(this.#minUs, this.#maxUs));
  }
}

function clamp(durationUs: number): number {
  if (!(durationUs > 0)) return 0;
  return durationUs > TREND_US_MAX ? TREND_US_MAX : Math.round(durationUs);
}
