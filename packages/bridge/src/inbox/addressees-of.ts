import type { Fact } from '../domain/facts.ts';
import type { State } from '../domain/state.ts';

/**
 * Tells who is to hear of a fact, once the state holds it. Of those who did it themselves nobody
 * needs to.
 */
export function addresseesOf(fact: Fact, state: State): readonly string[] {
  const { proposals, tasks, elicitations, collaborations } = state.together;
  switch (fact.kind) {
    case 'review.requested':
      return [fact.expert];
    case 'command.decided':
      return fact.reviewedKey === undefined || fact.decision === 'escalated' ? [] : [fact.agent];
    case 'roster.fixed':
      return fact.content.roster;
    case 'proposal.approved':
    case 'proposal.rejected':
    case 'proposal.undecided': {
      const { roster = [] } = proposals.subjects.find(fact.subject) ?? {};
      return [...new Set([fact.stream, ...roster])];
    }
    case 'agent.flagged':
    case 'quorum.anomaly': {
      const opener = proposals.subjects.find(fact.subject)?.agent;
      const overseers = state.agents.coordinators;
      return opener === undefined ? overseers : [...new Set([opener, ...overseers])];
    }
    case 'task.delegated':
    case 'elicitation.delivered':
      return [fact.stream];
    case 'task.failed':
      if (fact.body.release) return [];
      return others(fact.origin.agent, [tasks.subjects.find(fact.subject)?.agent]);
    case 'task.completed':
      return others(fact.origin.agent, [tasks.subjects.find(fact.subject)?.agent]);
    case 'lease.expired':
      return others('', [fact.content.holder, tasks.subjects.find(fact.subject)?.agent]);
    case 'task.cancelled':
    case 'task.expired': {
      const { agent, lastHolder } = tasks.subjects.find(fact.subject) ?? {};
      return others('origin' in fact ? fact.origin.agent : '', [agent, lastHolder]);
    }
    case 'elicitation.answered':
    case 'elicitation.declined':
    case 'elicitation.expired':
      return others('', [elicitations.subjects.find(fact.subject)?.agent]);
    case 'collaboration.started':
    case 'collaboration.invited':
      return others(fact.origin.agent, fact.body.members);
    case 'message.sent': {
      const { members = [] } = collaborations.subjects.find(fact.subject) ?? {};
      return others(fact.origin.agent, members);
    }
    default:
      return [];
  }
}

function others(self: string, names: Iterable<string | undefined>): string[] {
  const found = new Set<string>();
  for (const name of names) if (name !== undefined && name !== self) found.add(name);
  return [...found];
}
