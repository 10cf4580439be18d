import { Refusal } from '../domain/refusal.ts';
import { InFlight } from './in-flight.ts';

const RUNNING_MAX = 4;
const WAITING_MAX = 512;

/**
 * Lets a few reads of the log run at the same time, and some more wait: reading must not starve
 * writing.
 */
export class LogScans {
  readonly #byAgent = new InFlight();
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Scans for an agent, one at a time. */
  runFor<T>(agent: string, scan: () => Promise<T>): Promise<T> {
    return this.#byAgent.runAlone(agent, () => this.#run(scan));
  }

  async #run<T>(scan: () => Promise<T>): Promise<T> {
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
