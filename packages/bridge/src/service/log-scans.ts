import { Refusal } from '../domain/refusal.ts';
import { InFlight } from './in-flight.ts';

const RUNNING_MAX = 4;
const WAITING_MAX = 512;
const PER_AGENT_MAX = 8;

/**
 * Lets a few reads of the log run at the same time, and some more wait: reading must not starve
 * writing.
 */
export class LogScans {
  readonly #byAgent = new InFlight();
  readonly #counts = new Map<string, number>();
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Scans for an agent, one at a time. */
  async runFor<T>(agent: string, scan: () => Promise<T>): Promise<T> {
    const count = this.#counts.get(agent) ?? 0;
    if (count >= PER_AGENT_MAX)
      throw new Refusal('TOO_MANY_REQUESTS', 'this agent reads too much at the same time', 1);
    this.#counts.set(agent, count + 1);
    try {
      return await this.#byAgent.runAlone(agent, () => this.#run(scan));
    } finally {
      const left = (this.#counts.get(agent) ?? 1) - 1;
      if (left > 0) this.#counts.set(agent, left);
      else this.#counts.delete(agent);
    }
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
