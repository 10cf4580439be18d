import { OPERATION_KINDS as KINDS, type OperationKind } from '@lighthouse/contract/operation-kinds';
import type { Answer } from '../driver/answer.ts';
import type { Told } from '../driver/told.ts';
import { type HistoryRecord } from '../history/record.ts';
import { SliceInterval, type SliceDelta, type TimeLimit } from '../metrics/interval.ts';
import { Stretches } from '../metrics/stretches.ts';

/** What tells where an operation counts. */
export interface Intent {
  /** Number of the agent's group. */
  readonly group: number;
  readonly kind: OperationKind;
  /** On the clock of the process. */
  readonly intendedUs: number;
  /** Of a request: its place in the list of the plan. */
  readonly place?: number | undefined;
}

/** What an operation was, apart from how it ended. */
export interface Attempt extends Intent {
  /** Index of the agent in the run. */
  readonly agent: number;
  readonly number: number;
  readonly key: string;
  readonly digest: string;
  /** True for what must not be in the log at all. */
  readonly isLie?: boolean;
}

export interface RecorderParts {
  /** By number of the group. */
  readonly groups: readonly { readonly role: string; readonly behaviour: string }[];
  /** What requests are called, by place; left out for a bridge. */
  readonly requestNames?: readonly string[];
  /** Of the objectives of the run; left out when there are none. */
  readonly within?: readonly TimeLimit[];
  readonly history: { append(record: HistoryRecord): void };
}

/** All records carry the number of their clock; the threads of one process share one. */
const CLOCK = 0;

/**
 * Keeps the books of one thread: every operation counts in its slice, and all that were sent stand
 * in the history.
 */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #slices = new Map<number, SliceInterval>();
  readonly #stretches = new Stretches();
  /** Names of all operations: of kinds, then of requests. */
  readonly #ops: readonly string[];
  #warmUntilUs = -Infinity;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#ops = [...KINDS, ...(parts.requestNames ?? [])];
  }

  /** What is intended before this time of the clock is counted apart. */
  warmUp(untilUs: number): void {
    this.#warmUntilUs = untilUs;
  }

  /** A fault begins or ends at this time of the clock: what comes now is counted apart. */
  beginStretch(atUs: number, isFaulty: boolean): void {
    this.#stretches.begin(atUs, isFaulty);
  }

  /** Counts an operation as intended. Each one is later counted again: by `drop` or by `end`. */
  intend(intent: Intent, count = 1): void {
    this.#slice(intent, this.#stretches.last).intend(count);
  }

  /** Counts an operation that was intended and never sent. */
  drop(intent: Intent, why: string, count = 1): void {
    this.#slice(intent, this.#stretches.last).drop(why, count);
  }

  end(attempt: Attempt, answer: Answer<Told>): void {
    const stretch = this.#stretches.of(attempt.intendedUs, answer.endedUs);
    this.#slice(attempt, stretch).end(attempt.intendedUs, answer);
    this.note(attempt, answer);
  }

  /**
   * Writes to the history only. Enrolment is not load: it is not counted, but the audit must know
   * of it.
   */
  note(attempt: Attempt, answer: Answer<Told>): void {
    const { agent, number, kind, key, intendedUs, digest, isLie, place } = attempt;
    const { outcome, status, sentUs, endedUs, told } = answer;
    this.#parts.history.append({
      agent,
      number,
      kind,
      key,
      intendedUs,
      sentUs,
      outcome,
      status,
      digest,
      answeredUs: endedUs,
      clock: CLOCK,
      decision: told?.decision ?? '',
      receiptSeq: told?.receiptSeq ?? 0,
      receiptMac: told?.receiptMac ?? '',
      isLie,
      place,
    });
  }

  /** Gives what was counted since the last time. */
  take(): SliceDelta[] {
    const deltas: SliceDelta[] = [];
    for (const [number, slice] of this.#slices) {
      const delta = slice.take();
      if (delta !== undefined) deltas.push(delta);
      else if (slice.stretch < this.#stretches.last) this.#slices.delete(number);
    }
    return deltas;
  }

  #slice({ group, kind, intendedUs, place }: Intent, stretch: number): SliceInterval {
    const isWarmup = intendedUs < this.#warmUntilUs;
    const op = place === undefined ? KINDS.indexOf(kind) : KINDS.length + place;
    const row = (stretch * this.#parts.groups.length + group) * this.#ops.length;
    const number = 2 * (row + op) + (isWarmup ? 1 : 0);
    const known = this.#slices.get(number);
    if (known !== undefined) return known;
    const { groups, within = [] } = this.#parts;
    const { role = '', behaviour = '' } = groups[group] ?? {};
    const tags = { op: this.#ops[op] ?? kind, role, behaviour };
    const slice = new SliceInterval(tags, { stretch, isWarmup, within });
    this.#slices.set(number, slice);
    return slice;
  }
}
