/** What experts say they can do. */
export class Capabilities {
  readonly #byExpert = new Map<string, readonly string[]>();
  readonly #experts = new Map<string, Set<string>>();

  /** The latest word of an expert counts. Returns what it said before and says now. */
  set(expert: string, capabilities: readonly string[]): readonly string[] {
    const touched = [...this.forget(expert), ...capabilities];
    if (capabilities.length > 0) this.#byExpert.set(expert, capabilities);
    for (const capability of capabilities) {
      const experts = this.#experts.get(capability);
      if (experts === undefined) this.#experts.set(capability, new Set([expert]));
      else experts.add(expert);
    }
    return touched;
  }

  /** Returns what it said that it can do. */
  forget(expert: string): readonly string[] {
    const capabilities = this.#byExpert.get(expert) ?? [];
    for (const capability of capabilities) {
      const experts = this.#experts.get(capability);
      experts?.delete(expert);
      if (experts?.size === 0) this.#experts.delete(capability);
    }
    this.#byExpert.delete(expert);
    return capabilities;
  }

  /** Whether any expert has it. */
  isThere(capability: string): boolean {
    return this.#experts.has(capability);
  }

  /** In the order in which they said so. */
  expertsFor(capability: string): readonly string[] {
    return [...this.eachFor(capability)];
  }

  /** Those of `expertsFor`, one after the other. */
  eachFor(capability: string): Iterable<string> {
    return this.#experts.get(capability) ?? [];
  }

  /** All that said what they can do, in the order in which they did. */
  experts(): Iterable<string> {
    return this.#byExpert.keys();
  }

  /** In the order in which it named them. */
  of(expert: string): readonly string[] {
    return this.#byExpert.get(expert) ?? [];
  }

  has(expert: string, capability: string): boolean {
    return this.#experts.get(capability)?.has(expert) ?? false;
  }

  all(): Iterable<readonly [expert: string, readonly string[]]> {
    return this.#byExpert;
  }
}
