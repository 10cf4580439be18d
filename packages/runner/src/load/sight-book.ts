import type { Sight } from '../driver/driver.ts';
import type { SightDelta } from '../metrics/sightings.ts';

const EXAMPLES_MAX = 20;

/** Keeps the books of what the agents of one thread read back and were sent. */
export class SightBook {
  #reads = 0;
  #counts = { stale: 0, leaked: 0 };
  #examples: SightDelta['examples'][number][] = [];

  /** A read that was not answered shows nothing. */
  read(agent: string, sight: Sight): void {
    if (sight.kind === 'unknown') return;
    this.#reads++;
    if (sight.kind !== 'fresh') this.#note(agent, { ...sight, kind: sight.kind }, 'read');
  }

  alien(agent: string, what: string): void {
    this.#note(agent, { kind: 'leaked', what }, 'inbox');
  }

  /** Gives what was seen since the last time. */
  take(): SightDelta {
    const delta = { reads: this.#reads, ...this.#counts, examples: this.#examples };
    this.#reads = 0;
    this.#counts = { stale: 0, leaked: 0 };
    this.#examples = [];
    return delta;
  }

  #note(agent: string, { kind, what }: { kind: 'stale' | 'leaked'; what: string }, op: string) {
    this.#counts[kind]++;
    if (this.#examples.length < EXAMPLES_MAX) this.#examples.push({ kind, agent, op, what });
  }
}
