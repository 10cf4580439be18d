import { ATTACKS, type Attack, type AttackName } from '@lighthouse/agent-sim';
import type { Result } from '@lighthouse/contract';

export type ByzantineRow = Result['byzantine'][number];
export type LieExample = ByzantineRow['examples'][number];

/** What one thread saw of one attack since its last report. */
export interface LieDelta {
  readonly behaviour: string;
  readonly attack: AttackName;
  readonly attempts: number;
  readonly refused: number;
  readonly refusedOtherwise: number;
  readonly accepted: number;
  readonly unknown: number;
  readonly answers: Map<string, number>;
  readonly examples: LieExample[];
}

const COUNTS = ['attempts', 'refused', 'refusedOtherwise', 'accepted', 'unknown'] as const;
const EXAMPLES_MAX = 20;
/** What a target invents beyond that counts as `other`. */
const ANSWER_NAMES_MAX = 64;

/** What liars tried in a run, and what they got. */
export class LieTotals {
  readonly #rows = new Map<string, ByzantineRow>();

  add(delta: LieDelta): void {
    const row = this.#rowOf(delta);
    for (const name of COUNTS) row[name] += delta[name];
    for (const [name, count] of delta.answers) {
      const isNew = row.answers[name] === undefined;
      const kept = isNew && Object.keys(row.answers).length >= ANSWER_NAMES_MAX ? 'other' : name;
      row.answers[kept] = (row.answers[kept] ?? 0) + count;
    }
    row.examples.push(...delta.examples.slice(0, EXAMPLES_MAX - row.examples.length));
  }

  /** By behaviour and attack, in the order of the catalogue. */
  rows(): ByzantineRow[] {
    return Object.keys(ATTACKS).flatMap((name) => this.#rows.get(name) ?? []);
  }

  #rowOf({ behaviour, attack: name }: LieDelta): ByzantineRow {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const { rows, tried, expected }: Attack = ATTACKS[name];
    const row: ByzantineRow = {
      behaviour,
      attack: name,
      rows: [...rows],
      tried,
      expected,
      attempts: 0,
      refused: 0,
      refusedOtherwise: 0,
      accepted: 0,
      unknown: 0,
      answers: {},
      examples: [],
    };
    this.#rows.set(name, row);
    return row;
  }
}
