import { Refusal } from '../domain/refusal.ts';

const RUNNING_MAX = 4;
const WAITING_MAX = 512;

/** Lets a few reads of the log run at the same time, and some more wait: reading must not starve writing. */
export class LogScans {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  async run<T>(scan: () => Promise<T>): Promise<T> {
    await this.#begin();
    try {
      return await scan();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  async #begin(): Promise<void> {
    if (this.#running < RUNNING_MAX) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= WAITING_MAX)
      throw new Refusal('OVERLOADED', 'too many requests read the log', 1);
    // The one that ends hands its place over.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
