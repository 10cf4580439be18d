import { IdsByName } from './ids-by-name.ts';

/** Who is concerned by a task that waits. */
export interface Concern {
  /** A capability, an agent, or nothing. */
  readonly need: string;
  /** Agents that made it, or had it last. */
  readonly parties: readonly string[];
}

interface Waiting extends Concern {
  /** Higher than that of all that came before. */
  readonly number: number;
}

/**
 * Tasks that nobody has a lease on, by what they need and by who has to do with them. Knows which
 * needs can be met, so that tasks to be given away are found without looking at those that nobody
 * can be given.
 */
export class WaitingTasks {
  /** In the order in which they came to wait, as all of the same need or party. */
  readonly #tasks = new Map<string, Waiting>();
  readonly #byNeed = new IdsByName();
  readonly #byParty = new IdsByName();
  readonly #met = new Set<string>();
  /** Needs that are met and that tasks wait with. */
  readonly #ready = new Set<string>();
  #lastNumber = 0;

  get count(): number {
    return this.#tasks.size;
  }

  all(): Iterable<string> {
    return this.#tasks.keys();
  }

  /**
   * Those that need one of these, or that the agent has to do with: at most so many, in the order
   * in which they came to wait. Looks at no more than so many of each.
   */
  concerning(
    { needs, party }: { readonly needs: readonly string[]; readonly party: string },
    countMax: number,
  ): readonly string[] {
    const kinds = [this.#byParty.each(party), ...needs.map((need) => this.#byNeed.each(need))];
    const found = new Map<string, number>();
    for (const kind of kinds) {
      let count = 0;
      for (const task of kind) {
        if (count++ >= countMax) break;
        found.set(task, this.#tasks.get(task)?.number ?? 0);
      }
    }
    const inOrder = [...found].toSorted(([, one], [, other]) => one - other);
    return inOrder.slice(0, countMax).map(([task]) => task);
  }

  add(task: string, concern: Concern): void {
    this.delete(task);
    const { need, parties } = concern;
    this.#tasks.set(task, { need, parties, number: ++this.#lastNumber });
    this.#byNeed.add(need, task);
    for (const party of parties) this.#byParty.add(party, task);
    if (this.#met.has(need)) this.#ready.add(need);
  }

  delete(task: string): void {
    const waiting = this.#tasks.get(task);
    if (waiting === undefined) return;
    const { need, parties } = waiting;
    this.#tasks.delete(task);
    this.#byNeed.delete(need, task);
    for (const party of parties) this.#byParty.delete(party, task);
    if (!this.#byNeed.has(need)) this.#ready.delete(need);
  }

  /** Says whether there is somebody who meets a need. */
  note(need: string, isMet: boolean): void {
    if (isMet) this.#met.add(need);
    else this.#met.delete(need);
    if (isMet && this.#byNeed.has(need)) this.#ready.add(need);
    else this.#ready.delete(need);
  }

  /** Those whose need is met; of one need, in the order in which they came to wait. */
  *ready(): Generator<string> {
    for (const need of this.#ready) yield* this.#byNeed.each(need);
  }
}
