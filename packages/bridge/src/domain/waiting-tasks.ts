/**
 * Tasks that nobody has a lease on, by what they need: a capability, an agent, or nothing. Knows
 * which needs can be met, so that tasks to be given away are found without looking at those that
 * nobody can be given.
 */
export class WaitingTasks {
  /** By task: its need. In the order in which they came to wait. */
  readonly #needs = new Map<string, string>();
  readonly #byNeed = new Map<string, Set<string>>();
  readonly #met = new Set<string>();
  /** Needs that are met and that tasks wait with. */
  readonly #ready = new Set<string>();

  get count(): number {
    return this.#needs.size;
  }

  all(): Iterable<string> {
    return this.#needs.keys();
  }

  add(task: string, need: string): void {
    this.delete(task);
    this.#needs.set(task, need);
    const others = this.#byNeed.get(need);
    if (others === undefined) this.#byNeed.set(need, new Set([task]));
    else others.add(task);
    if (this.#met.has(need)) this.#ready.add(need);
  }

  delete(task: string): void {
    const need = this.#needs.get(task);
    if (need === undefined) return;
    this.#needs.delete(task);
    const others = this.#byNeed.get(need);
    others?.delete(task);
    if (others?.size !== 0) return;
    this.#byNeed.delete(need);
    this.#ready.delete(need);
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
    for (const need of this.#ready) yield* this.#byNeed.get(need) ?? [];
  }
}
