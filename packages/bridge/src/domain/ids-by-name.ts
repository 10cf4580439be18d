/**
 * Of each name, an agent's or another, the ids of what concerns it, so that they are found without
 * looking at others'.
 */
export class IdsByName {
  readonly #ids = new Map<string, Set<string>>();

  add(name: string, id: string): void {
    const ids = this.#ids.get(name);
    if (ids === undefined) this.#ids.set(name, new Set([id]));
    else ids.add(id);
  }

  delete(name: string, id: string): void {
    const ids = this.#ids.get(name);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(name);
  }

  has(name: string): boolean {
    return this.#ids.has(name);
  }

  /** In the order in which they were added. */
  of(name: string): readonly string[] {
    return [...this.each(name)];
  }

  /** Those of `of`, one after the other, as they are while they are looked at. */
  each(name: string): Iterable<string> {
    return this.#ids.get(name) ?? [];
  }
}
