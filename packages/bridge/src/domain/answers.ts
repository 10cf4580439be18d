import type { Decision } from '@lighthouse/contract/commands';
import type { Place } from './place.ts';
import { RecentMap } from './recent-map.ts';

/**
 * What a request with an idempotency key was answered, so that the same request gets the same
 * answer again. It grows fact by fact as its append is told, and does not change after.
 */
export interface Answer {
  readonly kind: 'command' | 'review' | 'event';
  /** `digestOf` what was stated. */
  digest: string;
  /** Empty for an event. */
  readonly command: string;
  decision: Decision | undefined;
  reason: string;
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
}
