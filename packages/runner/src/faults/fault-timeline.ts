import type { MetricSelector } from '@lighthouse/contract';
import type { PhaseName } from '@lighthouse/contract/fault-result';
import type { FaultMark } from './fault-controller.ts';
import type { PlannedFault } from './planned-fault.ts';

/** A stretch of time between two changes of the faults; times on the clock of the process. */
interface Stretch {
  readonly startMs: number;
  readonly active: ReadonlySet<string>;
}

/** From when to when a fault was active. */
export interface FaultSpan {
  readonly fault: PlannedFault;
  readonly startMs: number;
  /** Infinity when it was never healed. */
  readonly endMs: number;
}

/** What the stretches before, during or after a fault are, and how long they last together. */
export interface StretchRange {
  readonly stretches: readonly number[];
  readonly startMs: number;
  readonly endMs: number;
  readonly durationMs: number;
}

/** Keeps when which faults were active. Stretches have the numbers that the threads count by. */
export class FaultTimeline {
  readonly #stretches: Stretch[];
  readonly #spans = new Map<string, FaultSpan>();
  readonly #begins = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  #endMs: number;

  constructor(startMs: number) {
    this.#stretches = [{ startMs, active: new Set() }];
    this.#endMs = startMs;
  }

  /** Begins a stretch. Tells whether any fault is active in it. */
  mark({ fault, kind, atMs }: FaultMark): { readonly isFaulty: boolean } {
    const active = new Set(this.#stretches.at(-1)?.active);
    if (kind === 'begin') active.add(fault.id);
    else active.delete(fault.id);
    const number = this.#stretches.push({ startMs: atMs, active }) - 1;
    (kind === 'begin' ? this.#begins : this.#ends).set(fault.id, number);
    const startMs = kind === 'begin' ? atMs : (this.#spans.get(fault.id)?.startMs ?? atMs);
    const endMs = kind === 'begin' ? Number.POSITIVE_INFINITY : atMs;
    this.#spans.set(fault.id, { fault, startMs, endMs });
    this.#endMs = Math.max(this.#endMs, atMs);
    return { isFaulty: active.size > 0 };
  }

  /** The load is over. */
  end(atMs: number): void {
    this.#endMs = Math.max(this.#endMs, atMs);
  }

  /** Of every fault that was injected. */
  spans(): readonly FaultSpan[] {
    return [...this.#spans.values()];
  }

  /** When a fault was healed; undefined when it never was injected. */
  healedMs(fault: string): number | undefined {
    const number = this.#ends.get(fault);
    return number === undefined ? undefined : this.#stretches[number]?.startMs;
  }

  /** Gives what a threshold's tags select; undefined when there is no such stretch. */
  select({ fault, phase }: MetricSelector['tags']): StretchRange | undefined {
    if (fault !== undefined)
      return this.phaseOf(fault, phase === 'before' || phase === 'after' ? phase : 'during');
    const first = this.#stretches.findIndex(isFaulty);
    const numbers = this.#numbersWhere((stretch, number) => {
      if (phase === 'during') return isFaulty(stretch);
      if (isFaulty(stretch)) return false;
      return phase === 'before' ? first < 0 || number < first : first >= 0 && number > first;
    });
    return this.#range(numbers);
  }

  /**
   * The stretches beside a fault: while it is active, or the nearest ones without any fault before
   * it and after it.
   */
  phaseOf(fault: string, phase: PhaseName): StretchRange | undefined {
    const [begin, end] = [this.#begins.get(fault), this.#ends.get(fault)];
    if (begin === undefined || end === undefined) return undefined;
    if (phase === 'during')
      return this.#range(this.#numbersWhere((_, number) => number >= begin && number < end));
    const step = phase === 'before' ? -1 : 1;
    let number = phase === 'before' ? begin - 1 : end;
    const isThere = () => this.#stretches[number] !== undefined;
    while (isThere() && isFaulty(this.#stretches[number])) number += step;
    const quiet: number[] = [];
    for (; isThere() && !isFaulty(this.#stretches[number]); number += step) quiet.push(number);
    return this.#range(quiet.toSorted((one, other) => one - other));
  }

  #numbersWhere(isMeant: (stretch: Stretch, number: number) => boolean): number[] {
    return this.#stretches.flatMap((stretch, number) => (isMeant(stretch, number) ? [number] : []));
  }

  #range(stretches: readonly number[]): StretchRange | undefined {
    const [first] = stretches;
    const last = stretches.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const endOf = (number: number) => this.#stretches[number + 1]?.startMs ?? this.#endMs;
    const startOf = (number: number) => this.#stretches[number]?.startMs ?? 0;
    const durationMs = stretches.reduce((sum, each) => sum + endOf(each) - startOf(each), 0);
    return { stretches, startMs: startOf(first), endMs: endOf(last), durationMs };
  }
}

function isFaulty(stretch: Stretch | undefined): boolean {
  return stretch !== undefined && stretch.active.size > 0;
}
