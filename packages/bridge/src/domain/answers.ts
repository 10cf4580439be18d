import type { StatementKind } from '@lighthouse/contract/coordination';
import type { Place } from './place.ts';
import { RecentMap } from './recent-map.ts';

/**
 * What a request with an idempotency key was answered, so that the same request gets the same
 * answer again. It grows fact by fact as its append is told, and does not change after.
 */
export interface Answer {
  readonly kind: 'command' | 'review' | 'event' | StatementKind;
  /** `digestOf` what was stated. */
  digest: string;
  /** Id of what it is about; empty for an event. */
  readonly subject: string;
  /** What stands in the answer, besides the receipt. */
  members: Readonly<Record<string, unknown>>;
  /** The statement is kept as evidence, and refused. */
  isEquivocation: boolean;
  /** The last event of the append. */
  receipt: Place;
}

/**
 * The answers to the latest requests, by agent and idempotency key. Older ones are found in the
 * log.
 */
export class Answers {
  readonly #recent: RecentMap<Answer>;

  constructor(keptMin: number) {
    this.#recent = new RecentMap(keptMin);
  }

  get(agent: string, key: string): Answer | undefined {
    return this.#recent.get(`${agent}\n${key}`);
  }

  set(agent: string, key: string, answer: Answer): void {
    this.#recent.set(`${agent}\n${key}`, answer);
  }

  /** By agent and key. Those set first come first. */
  all(): Iterable<readonly [name: string, answer: Answer]> {
    return this.#recent.entries();
  }
}
