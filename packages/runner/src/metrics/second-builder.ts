import { Trend } from '@lighthouse/verdict';
import type { LieDelta } from './lie-totals.ts';
import type { ThreadReport } from './run-metrics.ts';
import { SliceTotals } from './slice-totals.ts';

/** What all threads saw of one second of a run. */
export interface Second {
  /** Since the start of the load, from 0. */
  readonly number: number;
  /** All operations of the second together. */
  readonly total: SliceTotals;
  /** By operation, role and behaviour; only those that something happened of. */
  readonly slices: readonly SliceTotals[];
  readonly lies: readonly LieDelta[];
  /** How late the event loops of the threads ran their timers. */
  readonly loopDelay: Trend;
}

interface OpenSecond extends Second {
  readonly slices: SliceTotals[];
  readonly lies: LieDelta[];
}

/**
 * Puts together what the threads report second by second and not in step: a second is given when
 * every thread has gone past it, because quantiles cannot be merged once they are taken. What comes
 * for one that was given already counts in the next: counts must add up.
 */
export class SecondBuilder {
  readonly #open = new Map<number, OpenSecond>();
  /** Last second that each thread reported. */
  readonly #reached: number[];
  #next = 0;

  constructor(workers: number) {
    this.#reached = Array.from({ length: workers }, () => -1);
  }

  /** Takes a report in and gives the seconds that are whole by it, oldest first. */
  add(report: ThreadReport): Second[] {
    const second = this.#at(Math.max(report.second, this.#next));
    for (const delta of report.slices) {
      second.total.add(delta);
      sliceIn(second.slices, delta.tags).add(delta);
    }
    second.lies.push(...(report.lies ?? []));
    if (report.loopDelay !== undefined) second.loopDelay.add(report.loopDelay);
    this.#reached[report.worker] = report.second;
    return this.#takeUpTo(Math.min(...this.#reached) + 1);
  }

  /** Gives what is left when no thread reports any more. */
  end(): Second[] {
    return this.#takeUpTo(Math.max(-1, ...this.#open.keys()) + 1);
  }

  #takeUpTo(end: number): Second[] {
    const whole: Second[] = [];
    for (; this.#next < end; this.#next++) {
      whole.push(this.#at(this.#next));
      this.#open.delete(this.#next);
    }
    return whole;
  }

  #at(number: number): OpenSecond {
    const known = this.#open.get(number);
    if (known !== undefined) return known;
    const total = new SliceTotals({ op: 'all', role: 'all', behaviour: 'all' }, 'narrow');
    const second = { number, total, slices: [], lies: [], loopDelay: new Trend('narrow') };
    this.#open.set(number, second);
    return second;
  }
}

function sliceIn(slices: SliceTotals[], tags: SliceTotals['tags']): SliceTotals {
  const known = slices.find(
    ({ tags: { op, role, behaviour } }) =>
      op === tags.op && role === tags.role && behaviour === tags.behaviour,
  );
  if (known !== undefined) return known;
  const slice = new SliceTotals(tags, 'narrow');
  slices.push(slice);
  return slice;
}
