import { ATTACKS, type Attack, type AttackOperation } from '@lighthouse/agent-sim';
import type { AttackEnd, Trace } from '../driver/attack/attack-end.ts';
import type { LieDelta, LieExample } from '../metrics/lie-totals.ts';
import type { Recorder } from './recorder.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface LieBookParts {
  readonly recorder: Pick<Recorder, 'note'>;
  readonly nameOf: (position: number) => string;
  /** Gives a number for a session, which has none of the agent's own. */
  readonly nextSessionNumber: () => number;
}

/** Who tells a lie. */
export interface LieTeller {
  readonly position: number;
  readonly group: number;
  readonly attack: (operation: AttackOperation) => Promise<AttackEnd>;
}

const EXAMPLES_MAX = 20;

/**
 * Keeps the books of one thread's lies: what was tried, what came of it, and what it may have left
 * in the log. Lies are no operations and count in no slice.
 */
export class LieBook {
  readonly #parts: LieBookParts;
  readonly #open = new Set<Promise<void>>();
  #deltas = new Map<string, Writable<LieDelta>>();

  constructor(parts: LieBookParts) {
    this.#parts = parts;
  }

  /** Lies that are not answered yet. */
  get openCount(): number {
    return this.#open.size;
  }

  tell(operation: AttackOperation, teller: LieTeller): void {
    const told = teller.attack(operation).then((end) => {
      this.#open.delete(told);
      this.#take(operation, teller, end);
    });
    this.#open.add(told);
  }

  /** Resolves when every lie has ended. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  /** Gives what was counted since the last time. */
  take(): LieDelta[] {
    const deltas = [...this.#deltas.values()];
    this.#deltas = new Map();
    return deltas;
  }

  #take(operation: AttackOperation, teller: LieTeller, end: AttackEnd): void {
    for (const trace of end.traces) this.#note(operation, teller, trace);
    if (end.verdict === 'not-tried') return;
    const delta = this.#deltaOf(operation.name);
    delta.attempts++;
    delta[end.verdict]++;
    if (end.verdict === 'refused' && !end.isRight) delta.refusedOtherwise++;
    for (const name of end.answers) delta.answers.set(name, (delta.answers.get(name) ?? 0) + 1);
    if (end.verdict === 'accepted' && delta.examples.length < EXAMPLES_MAX)
      delta.examples.push(this.#example(operation, teller, end));
  }

  #example({ name, key }: AttackOperation, { position }: LieTeller, end: AttackEnd): LieExample {
    const seq = end.traces.find(({ told }) => told !== undefined)?.told?.receiptSeq;
    const place = seq === undefined ? {} : { seq };
    return { agent: this.#parts.nameOf(position), op: name, key, ...place, what: end.what };
  }

  #note({ agent, number }: AttackOperation, { group }: LieTeller, trace: Trace): void {
    const { kind, key, digest, sentUs, isLie } = trace;
    const { recorder, nextSessionNumber } = this.#parts;
    const attempt = {
      group,
      agent,
      number: kind === 'session' ? nextSessionNumber() : (trace.number ?? number),
      kind,
      key,
      digest,
      intendedUs: sentUs,
      isLie,
    };
    recorder.note(attempt, { ...trace, error: '', isTimed: true });
  }

  #deltaOf(name: AttackOperation['name']): Writable<LieDelta> {
    const known = this.#deltas.get(name);
    if (known !== undefined) return known;
    const { behaviour }: Attack = ATTACKS[name];
    const delta = {
      behaviour,
      attack: name,
      attempts: 0,
      refused: 0,
      refusedOtherwise: 0,
      accepted: 0,
      unknown: 0,
      answers: new Map<string, number>(),
      examples: [],
    };
    this.#deltas.set(name, delta);
    return delta;
  }
}
