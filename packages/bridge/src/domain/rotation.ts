/**
 * Takes turns: each time the next one after the last, those who are there before those who are not.
 */
export class Rotation {
  #next: number;

  constructor(first: number) {
    this.#next = first;
  }

  /** Gives undefined only when there is nobody at all. */
  next(names: readonly string[], isThere: (name: string) => boolean): string | undefined {
    const start = this.#next;
    for (let step = 0; step < names.length; step++) {
      const name = names[(start + step) % names.length];
      if (name === undefined || !isThere(name)) continue;
      this.#next = start + step + 1;
      return name;
    }
    this.#next = start + 1;
    return names[start % names.length];
  }
}
