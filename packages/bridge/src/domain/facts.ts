import type { Role } from '@lighthouse/contract/api';
import type { Decision } from '@lighthouse/contract/commands';
import type { CoordinationFact } from './coordination-facts.ts';
import type { Origin, Statement } from './statement.ts';

/**
 * What one event of the log says. The state of the bridge is made from these and from nothing else.
 */
export type Fact =
  | AgentRegistered
  | AgentRevoked
  | SessionOpened
  | SessionClosed
  | CommandSubmitted
  | CommandStep
  | CommandDecided
  | ReviewRequested
  | ReviewAnswered
  | ReviewExpired
  | EventStored
  | CoordinationFact;

export interface AgentRegistered {
  readonly kind: 'agent.registered';
  readonly agent: string;
  readonly role: Role;
  readonly credential: number;
  /** Types of events that may stand in the log under it: exact, or a prefix ending in `*`. */
  readonly allows: readonly string[];
  /** Whose token it joined with. */
  readonly issuer: string;
}

export interface AgentRevoked {
  readonly kind: 'agent.revoked';
  readonly agent: string;
}

export interface SessionOpened {
  readonly kind: 'session.opened';
  readonly agent: string;
  readonly credential: number;
  readonly role: Role;
  readonly session: string;
  /** Of the request that opened it. */
  readonly nonce: number;
  readonly openedAtMs: number;
  readonly expiresAtMs: number;
}

export interface SessionClosed {
  readonly kind: 'session.closed';
  readonly origin: Origin;
}

export interface CommandSubmitted extends Statement {
  readonly kind: 'command.submitted';
  readonly command: string;
}

/** Follows the submission of the same command in the same append. */
export interface CommandStep {
  readonly kind: 'command.step';
  readonly command: string;
  readonly text: string;
}

export interface CommandDecided {
  readonly kind: 'command.decided';
  readonly command: string;
  readonly decision: Decision;
  readonly reason: string;
  /** The agent that submitted the command. */
  readonly agent: string;
  /** Set when it was decided after a review: the key that the command was submitted with. */
  readonly reviewedKey?: string;
}

/** Follows the escalation of the same command in the same append. */
export interface ReviewRequested {
  readonly kind: 'review.requested';
  readonly command: string;
  readonly expert: string;
  /** The agent that submitted the command. */
  readonly agent: string;
  readonly action: string;
  readonly target: string;
  readonly expiresAtMs: number;
}

/** Followed by the decision about the same command in the same append. */
export interface ReviewAnswered extends Statement {
  readonly kind: 'review.answered';
  readonly command: string;
}

export interface ReviewExpired {
  readonly kind: 'review.expired';
  readonly command: string;
  readonly expert: string;
}

export interface EventStored extends Statement {
  readonly kind: 'event.stored';
}
