import type { Suspicion } from './follow-turn.ts';

/** Suspicions that are not uttered again while they stand. */
const TOLD_MAX = 1000;

/** Suspicions as they come up, each told once for as long as it stands. */
export class SuspicionList {
  readonly #told = new Set<string>();
  #new: Suspicion[] = [];
  #count = 0;

  add(suspicion: Suspicion): void {
    const name = JSON.stringify(suspicion);
    this.#count += 1;
    if (this.#told.has(name)) return;
    if (this.#told.size >= TOLD_MAX) this.#told.clear();
    this.#told.add(name);
    this.#new.push(suspicion);
  }

  /** Gives those that are new. After a look at everything that raised none, all are told anew. */
  take(isWholeLook: boolean): Suspicion[] {
    const taken = this.#new;
    if (this.#count === 0 && isWholeLook) this.#told.clear();
    this.#new = [];
    this.#count = 0;
    return taken;
  }
}
