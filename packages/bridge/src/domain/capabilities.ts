/** What experts say they can do. */
export class Capabilities {
  readonly #byExpert = new Map<string, readonly string[]>();
  readonly #experts = new Map<string, Set<string>>();

  /** The latest word of an expert counts. */
  set(expert: string, capabilities: readonly string[]): void {
    this.forget(expert);
    if (capabilities.length === 0) return;
    this.#byExpert.set(expert, capabilities);
    for (const capability of capabilities) {
      const experts = this.#experts.get(capability);
      if (experts === undefined) this.#experts.set(capability, new Set([expert]));
      else experts.add(expert);
    }
  }

  forget(expert: string): void {
    for (const capability of this.#byExpert.get(expert) ?? []) {
      const experts = this.#experts.get(capability);
      experts?.delete(expert);
      if (experts?.size === 0) this.#experts.delete(capability);
    }
    this.#byExpert.delete(expert);
  }

  /** In the order in which they said so. */
  expertsFor(capability: string): readonly string[] {
    return [...(this.#experts.get(capability) ?? [])];
  }

  has(expert: string, capability: string): boolean {
    return this.#experts.get(capability)?.has(expert) ?? false;
  }

  all(): Iterable<readonly [expert: string, readonly string[]]> {
    return this.#byExpert;
  }
}
