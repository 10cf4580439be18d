import type { InboxMessage } from '@lighthouse/contract/api';
import type { CoordinationFact } from '../domain/coordination-facts.ts';
import type { Fact } from '../domain/facts.ts';

/** Makes the message that somebody is to hear of a fact, if anybody is. */
export function messageOf(fact: Fact): InboxMessage | undefined {
  switch (fact.kind) {
    case 'review.requested': {
      const { command, action, target, agent } = fact;
      return { kind: 'review.requested', command, action, target, agent };
    }
    case 'command.decided': {
      const { command, decision, reason, reviewedKey: key } = fact;
      if (key === undefined || decision === 'escalated') return undefined;
      return { kind: 'command.decided', command, decision, reason, key };
    }
    default:
      return 'subject' in fact ? (voteMessageOf(fact) ?? workMessageOf(fact)) : undefined;
  }
}

function voteMessageOf(fact: CoordinationFact): InboxMessage | undefined {
  switch (fact.kind) {
    case 'roster.fixed': {
      const { proposal, title, quorum, expiresAt } = fact.content;
      return { kind: 'proposal.opened', proposal, agent: fact.stream, title, quorum, expiresAt };
    }
    case 'proposal.approved':
      return { kind: 'proposal.decided', status: 'approved', ...fact.content };
    case 'proposal.rejected':
      return { kind: 'proposal.decided', status: 'rejected', ...fact.content };
    case 'proposal.undecided':
      return { kind: 'proposal.decided', status: 'undecided', ...fact.content };
    case 'agent.flagged': {
      const { agent, proposal } = fact.content;
      return { kind: 'agent.flagged', agent, proposal };
    }
    case 'quorum.anomaly':
      return { kind: 'quorum.anomaly', ...fact.content };
    default:
      return undefined;
  }
}

function workMessageOf(fact: CoordinationFact): InboxMessage | undefined {
  const { subject } = fact;
  switch (fact.kind) {
    case 'task.delegated': {
      const { holder: _self, ...given } = fact.content;
      return { kind: 'task.delegated', ...given };
    }
    case 'lease.expired':
      return { kind: 'lease.expired', ...fact.content };
    case 'task.completed':
      return { kind: 'task.ended', task: subject, status: 'completed', content: fact.body.content };
    case 'task.failed':
      if (fact.body.release) return undefined;
      return { kind: 'task.ended', task: subject, status: 'failed', content: fact.body.reason };
    case 'task.cancelled':
      return { kind: 'task.ended', task: subject, status: 'cancelled', content: fact.body.reason };
    case 'task.expired':
      return { kind: 'task.ended', task: subject, status: 'expired', content: '' };
    default:
      return talkMessageOf(fact);
  }
}

function talkMessageOf(fact: CoordinationFact): InboxMessage | undefined {
  const { subject } = fact;
  switch (fact.kind) {
    case 'elicitation.delivered':
      return { kind: 'elicitation.asked', ...fact.content };
    case 'elicitation.answered':
      return ended(subject, 'answered', fact.body.content);
    case 'elicitation.declined':
      return ended(subject, 'declined', fact.body.reason);
    case 'elicitation.expired':
      return ended(subject, 'expired', '');
    case 'collaboration.started':
    case 'collaboration.invited': {
      const { agent } = fact.origin;
      return { kind: 'collaboration.invited', collaboration: subject, agent };
    }
    case 'message.sent': {
      const { agent } = fact.origin;
      const { content } = fact.body;
      return { kind: 'collaboration.message', collaboration: subject, agent, content };
    }
    default:
      return undefined;
  }
}

function ended(
  elicitation: string,
  status: 'answered' | 'declined' | 'expired',
  content: string,
): InboxMessage {
  return { kind: 'elicitation.ended', elicitation, status, content };
}
