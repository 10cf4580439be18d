import { Trend, type TrendDelta } from '@lighthouse/verdict';
import { ErrorCounts } from './error-counts.ts';
import type { Outcome } from '../history/record.ts';

/** What tells one part of a run's operations from another. */
export interface SliceTags {
  readonly op: string;
  readonly role: string;
  readonly behaviour: string;
}

/** How one operation that was sent ended. Times in microseconds. */
export interface Ended {
  readonly outcome: Outcome;
  readonly sentUs: number;
  readonly endedUs: number;
  /** Problem code, HTTP status or kind of broken connection; empty when it is ok. */
  readonly error: string;
  /** False when the connection broke: then there is no time that the target needed. */
  readonly isTimed: boolean;
  /** How long it waited for a connection; left out where that is not known. */
  readonly waitedUs?: number | undefined;
}

/** What one thread saw of one slice since its last report. */
export interface SliceDelta {
  readonly tags: SliceTags;
  /** Number of the stretch of time between two changes of the faults; 0 without faults. */
  readonly stretch?: number;
  /** Of the warm-up: counts in no figure. */
  readonly isWarmup?: boolean;
  /** Acknowledged within the limit of each objective; left out when there are none. */
  readonly within?: readonly number[];
  readonly intended: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  readonly dropped: number;
  readonly errors: ReadonlyMap<string, number>;
  readonly latency: TrendDelta | undefined;
  readonly serviceTime: TrendDelta | undefined;
  readonly sendDelay: TrendDelta | undefined;
  /** Left out where nobody measures it. */
  readonly connectionWait?: TrendDelta | undefined;
}

/** An operation is in time when it ends within it. */
export interface TimeLimit {
  readonly metric: 'latency' | 'service_time';
  readonly underUs: number;
}

interface IntervalOptions {
  readonly stretch?: number;
  readonly isWarmup?: boolean;
  /** Of the objectives of the run. */
  readonly within?: readonly TimeLimit[];
}

/** Counts and times of one slice in one thread, taken away every second, so that it never grows. */
export class SliceInterval {
  readonly tags: SliceTags;
  readonly stretch: number;
  readonly #isWarmup: boolean;
  readonly #limits: readonly TimeLimit[];
  #within: number[];
  #counts = { intended: 0, ok: 0, fail: 0, info: 0, dropped: 0 };
  readonly #errors = new ErrorCounts();
  readonly #latency = new Trend('narrow');
  readonly #serviceTime = new Trend('narrow');
  readonly #sendDelay = new Trend('narrow');
  readonly #connectionWait = new Trend('narrow');

  constructor(
    tags: SliceTags,
    { stretch = 0, isWarmup = false, within = [] }: IntervalOptions = {},
  ) {
    this.tags = tags;
    this.stretch = stretch;
    this.#isWarmup = isWarmup;
    this.#limits = within;
    this.#within = within.map(() => 0);
  }

  intend(count = 1): void {
    this.#counts.intended += count;
  }

  drop(why: string, count = 1): void {
    this.#counts.dropped += count;
    this.#errors.note(why, count);
  }

  end(intendedUs: number, ended: Ended): void {
    this.#counts[ended.outcome]++;
    if (ended.error !== '') this.#errors.note(ended.error);
    this.#sendDelay.record(ended.sentUs - intendedUs);
    if (ended.waitedUs !== undefined) this.#connectionWait.record(ended.waitedUs);
    if (!ended.isTimed) return;
    if (ended.outcome === 'ok') this.#countWithin(intendedUs, ended);
    this.#latency.record(ended.endedUs - intendedUs);
    this.#serviceTime.record(ended.endedUs - ended.sentUs);
  }

  /**
   * Gives what was counted since the last time and begins anew; undefined when nothing happened.
   */
  take(): SliceDelta | undefined {
    const counts = this.#counts;
    if (Object.values(counts).every((count) => count === 0)) return undefined;
    const delta = {
      tags: this.tags,
      stretch: this.stretch,
      ...(this.#isWarmup ? { isWarmup: true } : {}),
      ...(this.#limits.length === 0 ? {} : { within: this.#within }),
      ...counts,
      errors: this.#errors.take(),
      latency: this.#latency.take(),
      serviceTime: this.#serviceTime.take(),
      sendDelay: this.#sendDelay.take(),
      connectionWait: this.#connectionWait.take(),
    };
    this.#counts = { intended: 0, ok: 0, fail: 0, info: 0, dropped: 0 };
    this.#within = this.#limits.map(() => 0);
    return delta;
  }

  #countWithin(intendedUs: number, { sentUs, endedUs }: Ended): void {
    for (const [place, { metric, underUs }] of this.#limits.entries()) {
      const fromUs = metric === 'latency' ? intendedUs : sentUs;
      if (endedUs - fromUs <= underUs) this.#within[place] = (this.#within[place] ?? 0) + 1;
    }
  }
}
