import type { StatementKind } from '@lighthouse/contract/coordination';
import type { RecordFact, StatementFact } from './coordination-facts.ts';

type Members = Readonly<Record<string, unknown>>;

/** Tells what a statement is answered, as far as it says so itself. */
export function membersOfStatement(fact: StatementFact): Members {
  const { subject } = fact;
  switch (fact.kind) {
    case 'expert.registered':
      return { status: 'registered', capabilities: fact.body.capabilities };
    case 'presence.reported':
      return { status: fact.body.state };
    case 'proposal.opened':
      return { proposal: subject, status: 'open' };
    case 'vote.cast':
      return { proposal: subject, vote: fact.body.vote, status: 'open' };
    case 'vote.conflicting':
      return { proposal: subject, vote: fact.body.vote };
    case 'task.created':
    case 'task.claimed':
    case 'task.renewed':
      return { task: subject, status: 'open' };
    case 'task.completed':
      return { task: subject, status: 'completed' };
    case 'task.failed':
      return { task: subject, status: fact.body.release ? 'open' : 'failed' };
    case 'task.cancelled':
      return { task: subject, status: 'cancelled' };
    case 'elicitation.asked':
      return { elicitation: subject, status: 'open' };
    case 'elicitation.answered':
      return { elicitation: subject, status: 'answered' };
    case 'elicitation.declined':
      return { elicitation: subject, status: 'declined' };
    case 'collaboration.closed':
      return { collaboration: subject, status: 'closed' };
    case 'collaboration.started':
    case 'collaboration.invited':
    case 'collaboration.left':
    case 'message.sent':
      return { collaboration: subject, status: 'open' };
  }
}

/** Tells what the server adds to the answer of the statement that a record follows from. */
export function membersOfRecord(fact: RecordFact): Members {
  switch (fact.kind) {
    case 'presence.noted':
      return { until: fact.content.until };
    case 'roster.fixed': {
      const { roster, quorum, expiresAt } = fact.content;
      return { roster, quorum, expiresAt };
    }
    case 'proposal.approved':
      return { status: 'approved' };
    case 'proposal.rejected':
      return { status: 'rejected' };
    case 'proposal.undecided':
      return { status: 'undecided' };
    case 'agent.flagged': {
      const { first, second } = fact.content;
      return { first, second };
    }
    case 'task.opened':
    case 'elicitation.delivered':
      return { expiresAt: fact.content.expiresAt };
    case 'task.delegated':
    case 'task.leased':
    case 'lease.extended': {
      const { holder, fence, leaseUntil } = fact.content;
      return { status: 'leased', holder, fence, leaseUntil };
    }
    case 'quorum.anomaly':
    case 'lease.expired':
    case 'task.expired':
    case 'elicitation.expired':
      return {};
  }
}

/** The form under which a statement is known: a vote is a vote, whatever becomes of it. */
export function formOf(kind: StatementFact['kind']): StatementKind {
  return kind === 'vote.conflicting' ? 'vote.cast' : kind;
}
