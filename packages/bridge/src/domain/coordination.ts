import { Capabilities } from './capabilities.ts';
import { Collaborations } from './collaborations.ts';
import type { CoordinationFact } from './coordination-facts.ts';
import { Elicitations } from './elicitations.ts';
import type { Place } from './place.ts';
import { Presences } from './presences.ts';
import { Proposals } from './proposals.ts';
import { Tasks } from './tasks.ts';

/** What agents do together: a fold of the facts about it. */
export class Coordination {
  readonly capabilities = new Capabilities();
  readonly presences = new Presences();
  readonly proposals = new Proposals();
  readonly tasks = new Tasks();
  readonly elicitations = new Elicitations();
  readonly collaborations = new Collaborations();
  /** Agents that were caught at saying two things. */
  readonly flagged = new Set<string>();

  /** A revoked agent is asked for nothing any more. */
  forget(agent: string): void {
    this.#noteCapabilities(this.capabilities.forget(agent));
    this.tasks.forget(agent);
    this.presences.forget(agent);
  }

  apply(fact: CoordinationFact, { seq }: Place): void {
    switch (fact.kind) {
      case 'expert.registered':
        return this.#noteCapabilities(
          this.capabilities.set(fact.origin.agent, fact.body.capabilities),
        );
      case 'presence.noted': {
        const { state, until } = fact.content;
        return this.presences.note(fact.stream, { state, untilMs: Date.parse(until) });
      }
      case 'roster.fixed':
        return this.proposals.open(fact, seq);
      case 'vote.cast':
        return this.proposals.cast(fact, seq);
      case 'vote.conflicting':
        return this.proposals.contradict(fact, seq);
      case 'agent.flagged':
        this.flagged.add(fact.content.agent);
        return;
      case 'proposal.approved':
        return this.proposals.decide(fact.subject, 'approved', false);
      case 'proposal.rejected':
        return this.proposals.decide(fact.subject, 'rejected', false);
      case 'proposal.undecided':
        return this.proposals.decide(fact.subject, 'undecided', fact.content.by === 'timeout');
      case 'elicitation.delivered':
        return this.elicitations.open(fact, seq);
      case 'elicitation.answered':
        return this.elicitations.end(fact.subject, 'answered', seq);
      case 'elicitation.declined':
        return this.elicitations.end(fact.subject, 'declined', seq);
      case 'elicitation.expired':
        return this.elicitations.end(fact.subject, 'expired', seq);
      case 'collaboration.started':
        return this.collaborations.start(fact);
      case 'collaboration.invited':
        return this.collaborations.add(fact.subject, fact.body.members);
      case 'collaboration.left':
        return this.collaborations.remove(fact.subject, fact.origin.agent);
      case 'collaboration.closed':
        return this.collaborations.close(fact.subject);
      case 'message.sent':
        return this.collaborations.messages.add(fact.subject, seq);
      default:
        return this.#applyToTasks(fact, seq);
    }
  }

  #noteCapabilities(touched: readonly string[]): void {
    for (const capability of touched)
      this.tasks.noteCapability(capability, this.capabilities.isThere(capability));
  }

  #applyToTasks(fact: CoordinationFact, seq: number): void {
    const { tasks } = this;
    switch (fact.kind) {
      case 'task.created':
        return tasks.create(fact, seq);
      case 'task.opened':
        return tasks.open(fact);
      case 'task.delegated':
      case 'task.leased':
      case 'lease.extended':
        return tasks.lease(fact, seq);
      case 'lease.expired':
        return tasks.release(fact.subject);
      case 'task.completed':
        return tasks.end(fact.subject, 'completed', seq);
      case 'task.failed':
        if (fact.body.release) return tasks.release(fact.subject);
        return tasks.end(fact.subject, 'failed', seq);
      case 'task.cancelled':
        return tasks.end(fact.subject, 'cancelled', seq);
      case 'task.expired':
        return tasks.end(fact.subject, 'expired', seq);
    }
  }
}
