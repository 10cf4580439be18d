import type { InboxMessage } from '@lighthouse/contract/api';

export interface Delivery {
  /** Of the event that the message tells about: the id under which a stream is resumed. */
  readonly seq: number;
  readonly message: InboxMessage;
}

const KEPT_PER_AGENT = 32;
/** Longer ones are read from the log again. */
const TEXT_LENGTH_KEPT_MAX = 1024;

/**
 * The latest messages of each agent, so that a stream that broke goes on without reading the log.
 */
export class RecentMessages {
  readonly #byAgent = new Map<string, { items: Delivery[]; forgottenSeq: number }>();

  add(agent: string, delivery: Delivery): void {
    let kept = this.#byAgent.get(agent);
    if (kept === undefined) {
      kept = { items: [], forgottenSeq: 0 };
      this.#byAgent.set(agent, kept);
    }
    if (textLengthOf(delivery.message) > TEXT_LENGTH_KEPT_MAX) {
      kept.items.length = 0;
      kept.forgottenSeq = delivery.seq;
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

function textLengthOf(message: InboxMessage): number {
  if ('content' in message) return message.content.length;
  return 'question' in message ? message.question.length : 0;
}
