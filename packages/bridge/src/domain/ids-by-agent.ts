/** Of each agent the ids of what concerns it, so that they are found without looking at others'. */
export class IdsByAgent {
  readonly #ids = new Map<string, Set<string>>();

  add(agent: string, id: string): void {
    const ids = this.#ids.get(agent);
    if (ids === undefined) this.#ids.set(agent, new Set([id]));
    else ids.add(id);
  }

  delete(agent: string, id: string): void {
    const ids = this.#ids.get(agent);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(agent);
  }

  /** In the order in which they were added. */
  of(agent: string): readonly string[] {
    return [...(this.#ids.get(agent) ?? [])];
  }
}
