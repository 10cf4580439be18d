import type { InboxMessage } from '@lighthouse/contract/api';
import { timeText } from '../domain/coordination-drafts.ts';
import type { State } from '../domain/state.ts';

export interface Waiting {
  /** Where in the log the event stands that the message tells of. */
  readonly seq: number;
  /** Undefined when only the log holds it. */
  readonly message: InboxMessage | undefined;
}

/**
 * What an agent has yet to do something about, ascending: reviews, votes, tasks, questions. What is
 * open for others is not looked at.
 */
export function waitingFor(
  agent: string,
  { reviews, together }: Pick<State, 'reviews' | 'together'>,
): Waiting[] {
  const { proposals, tasks, elicitations } = together;
  const waiting: Waiting[] = reviews.openOf(agent).map(({ seq, ...review }) => {
    const { command, action, target, agent: from } = review;
    return { seq, message: { kind: 'review.requested', command, action, target, agent: from } };
  });
  for (const { seq, ...item } of proposals.awaitingVoteOf(agent)) {
    const { proposal, agent: from, title, quorum, expiresAtMs } = item;
    const expiresAt = timeText(expiresAtMs);
    const asked = { kind: 'proposal.opened', proposal, title, quorum, expiresAt } as const;
    waiting.push({ seq, message: { ...asked, agent: from } });
  }
  for (const { lease, delegatedSeq, ...item } of tasks.heldBy(agent)) {
    if (lease === undefined || delegatedSeq === undefined) continue;
    const { task, agent: from, title, capability = '' } = item;
    const leaseUntil = timeText(lease.untilMs);
    const given = { kind: 'task.delegated', task, title, capability, leaseUntil } as const;
    waiting.push({ seq: delegatedSeq, message: { ...given, agent: from, fence: lease.fence } });
  }
  for (const { seq } of elicitations.openTo(agent)) waiting.push({ seq, message: undefined });
  return waiting.toSorted((a, b) => a.seq - b.seq);
}

/** Tells whether there is still something to do about a message that asks for it. */
export function isOfUse(agent: string, message: InboxMessage, state: State): boolean {
  const { proposals, tasks, elicitations } = state.together;
  switch (message.kind) {
    case 'review.requested':
      return state.reviews.get(message.command) !== undefined;
    case 'proposal.opened':
      return proposals.subjects.getOpen(message.proposal)?.votes.has(agent) === false;
    case 'task.delegated':
      return tasks.subjects.getOpen(message.task)?.lease?.fence === message.fence;
    case 'elicitation.asked':
      return elicitations.subjects.getOpen(message.elicitation) !== undefined;
    default:
      return true;
  }
}
