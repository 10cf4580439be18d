import type { InboxMessage } from '@lighthouse/contract/api';

export interface Delivery {
  /** Of the event that the message tells about: the id under which a stream is resumed. */
  readonly seq: number;
  readonly message: InboxMessage;
}

const KEPT_PER_AGENT = 32;

/**
 * The latest messages of each agent, so that a stream that broke goes on without reading the log.
 */
export class RecentMessages {
  readonly #byAgent = new Map<string, { items: Delivery[]; forgottenSeq: number }>();

  add(agent: string, delivery: Delivery): void {
    const kept = this.#byAgent.get(agent);
    if (kept === undefined) {
      this.#byAgent.set(agent, { items: [delivery], forgottenSeq: 0 });
      return;
    }
    kept.items.push(delivery);
    if (kept.items.length > KEPT_PER_AGENT) kept.forgottenSeq = kept.items.shift()?.seq ?? 0;
  }

  /** All messages of the agent with seq > after; undefined when some of them are no longer here. */
  since(agent: string, after: number): readonly Delivery[] | undefined {
    const kept = this.#byAgent.get(agent);
    if (kept === undefined) return [];
    if (after < kept.forgottenSeq) return undefined;
    return kept.items.filter(({ seq }) => seq > after);
  }
}
