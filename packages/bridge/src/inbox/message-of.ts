import type { InboxMessage } from '@lighthouse/contract/api';
import type { Fact } from '../domain/facts.ts';

export interface AddressedMessage {
  /** The agent it is for. */
  readonly to: string;
  readonly message: InboxMessage;
}

/** Makes the message that somebody is to hear of a fact, if anybody is. */
export function messageOf(fact: Fact): AddressedMessage | undefined {
  if (fact.kind === 'review.requested') {
    const { command, expert, action, target, agent } = fact;
    return { to: expert, message: { kind: 'review.requested', command, action, target, agent } };
  }
  if (fact.kind === 'command.decided' && fact.reviewedKey !== undefined) {
    const { command, decision, reason, agent, reviewedKey: key } = fact;
    if (decision === 'escalated') return undefined;
    return { to: agent, message: { kind: 'command.decided', command, decision, reason, key } };
  }
  return undefined;
}
