import type { CommandRequest } from '@lighthouse/contract/api';
import {
  decisionPayload,
  reviewExpiryPayload,
  reviewPayload,
  reviewRequestPayload,
  sessionPayload,
  storedEventPayload,
} from '@lighthouse/contract/event-payloads';
import type { NewEvent } from '@lighthouse/event-store';
import type { Evidence } from './disputed-history.ts';
import { digestOf } from './digest.ts';
import type {
  AgentRegistered,
  CommandDecided,
  Fact,
  ReviewRequested,
  SessionOpened,
} from './facts.ts';
import type { Origin } from './statement.ts';

/**
 * An event that is about to be appended, and what it says, if the state depends on it. `factOf`
 * reads the same fact back from the log.
 */
export interface Draft {
  readonly event: NewEvent;
  readonly fact: Fact | undefined;
}

export const AGENTS_STREAM = '$agents';

/** Drafts a registration, a system event. */
export function agentRegistered(fact: AgentRegistered): Draft {
  const { agent, role, credential, allows, issuer } = fact;
  const payload = JSON.stringify({ agent, role, credential, allows, issuer });
  return { fact, event: systemEvent('$agent_registered', payload) };
}

/** Drafts a revocation, a system event. */
export function agentRevoked(agent: string, credential: number): Draft {
  const payload = JSON.stringify({ agent, credential });
  return {
    fact: { kind: 'agent.revoked', agent },
    event: systemEvent('$agent_revoked', payload),
  };
}

export interface RefusedRequest {
  readonly agent: string;
  readonly code: string;
  readonly route: string;
  /** How many refusals of this agent were not written since the last that was. */
  readonly suppressedCount: number;
  /** Of two histories that can't both be true. */
  readonly evidence?: Evidence;
}

/** Drafts a note about what an agent was caught at, a system event. */
export function requestRefused(refused: RefusedRequest): Draft {
  const { agent, code, route, suppressedCount: suppressed, evidence } = refused;
  const severity = evidence === undefined ? {} : { severity: 'critical', evidence };
  const payload = JSON.stringify({ agent, code, route, suppressed, ...severity });
  const event = { type: '$request_refused', stream: '$audit', system: true };
  return { fact: undefined, event: { ...event, ...bytes(payload) } };
}

export function sessionOpened(fact: SessionOpened): Draft {
  const { agent, credential, session, role, nonce, expiresAtMs } = fact;
  const payload = sessionPayload({ session, role, expiresAt: timeText(expiresAtMs) });
  const from = { agent, credential, nonce, correlation: session };
  return { fact, event: { type: 'session.opened', stream: agent, ...from, ...bytes(payload) } };
}

export function sessionClosed(origin: Origin): Draft {
  const payload = JSON.stringify({ session: origin.session });
  const event = { type: 'session.closed', ...statement(origin), correlation: origin.session };
  return { fact: { kind: 'session.closed', origin }, event: { ...event, ...bytes(payload) } };
}

export interface CommandSubmission {
  readonly key: string;
  readonly command: string;
  readonly request: CommandRequest;
  /** `commandPayload` of the request. */
  readonly payload: string;
  /** `digestOf` that payload, without the steps. */
  readonly digest: string;
}

/** Drafts a submission and its steps. `key` is the idempotency key of the append. */
export function commandSubmitted(
  origin: Origin,
  { key, command, request, payload, digest }: CommandSubmission,
): Draft[] {
  const { agent, credential, session, nonce } = origin;
  const from = { stream: agent, agent, credential, session, correlation: command };
  const drafts: Draft[] = [
    {
      fact: { kind: 'command.submitted', origin, key, command, digest },
      event: { type: 'command.submitted', ...from, nonce, payload: Buffer.from(payload) },
    },
  ];
  for (const text of request.steps)
    drafts.push({
      fact: { kind: 'command.step', command, text },
      event: { type: 'command.step', ...from, payload: Buffer.from(text) },
    });
  return drafts;
}

/** Drafts a decision: a statement of the server in the stream of the submitter. */
export function commandDecided(fact: CommandDecided): Draft {
  const { command, decision, reason, agent, reviewedKey } = fact;
  const event = {
    type: `command.${decision}`,
    stream: agent,
    correlation: command,
    payload: Buffer.from(decisionPayload({ command, decision, reason })),
  };
  const isFirst = reviewedKey === undefined;
  return { fact, event: isFirst ? event : { ...event, causation: reviewedKey } };
}

export function reviewRequested(fact: ReviewRequested): Draft {
  const { command, expert, agent, action, target } = fact;
  const expiresAt = timeText(fact.expiresAtMs);
  const payload = reviewRequestPayload({ command, expert, agent, action, target, expiresAt });
  const event = { type: 'review.requested', stream: expert, correlation: command };
  return { fact, event: { ...event, ...bytes(payload) } };
}

export interface ReviewAnswer {
  readonly key: string;
  readonly command: string;
  readonly verdict: 'approve' | 'reject';
  readonly reason: string;
}

export function reviewAnswered(origin: Origin, answer: ReviewAnswer): Draft {
  const { key, command } = answer;
  const payload = reviewPayload(answer);
  return {
    fact: { kind: 'review.answered', origin, key, command, digest: digestOf(payload) },
    event: {
      type: 'review.answered',
      ...statement(origin),
      correlation: command,
      ...bytes(payload),
    },
  };
}

export function reviewExpired(command: string, expert: string): Draft {
  const event = { type: 'review.expired', stream: expert, correlation: command };
  return {
    fact: { kind: 'review.expired', command, expert },
    event: { ...event, ...bytes(reviewExpiryPayload({ command, expert })) },
  };
}

/** Drafts an event of the agent's own, in its own stream. */
export function eventStored(
  origin: Origin,
  stored: { readonly key: string; readonly type: string; readonly content: string },
): Draft {
  const { key } = stored;
  const payload = storedEventPayload(stored);
  return {
    fact: { kind: 'event.stored', origin, key, digest: digestOf(payload) },
    event: { type: 'event.stored', ...statement(origin), correlation: key, ...bytes(payload) },
  };
}

function statement(origin: Origin) {
  const { agent, credential, session, nonce } = origin;
  return { stream: agent, agent, credential, session, nonce };
}

function systemEvent(type: string, payload: string): NewEvent {
  return { type, stream: AGENTS_STREAM, system: true, ...bytes(payload) };
}

function bytes(payload: string): { payload: Uint8Array } {
  return { payload: Buffer.from(payload) };
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
