import type { CommandRequest } from './api.ts';
import type { Decision } from './commands.ts';

/**
 * The appends that a coordination server writes and what their events hold. An agent can compute
 * from what it sent the exact bytes that must stand in the log, and the audit of a run compares
 * them.
 *
 *   POST /v1/commands  command.submitted  by the agent, with the key  commandPayload
 *                      command.step       by the agent    the step's text, one event a step
 *                      command.allowed, command.denied or command.escalated   decisionPayload
 *                      review.requested   only after command.escalated    reviewRequestPayload
 *   POST /v1/reviews   review.answered    by the expert, with the key    reviewPayload
 *                      command.allowed or command.denied                  decisionPayload
 *   POST /v1/events    event.stored       by the agent, with the key  storedEventPayload
 *   POST /v1/sessions  session.opened     by the agent                sessionPayload
 *
 * Each is one append; all its events carry the command's id (the session's, the key) as
 * `correlation`, the key stands on the first of them, and the receipt is that of the last. Events
 * that are not by an agent name none. A review that nobody answered is `review.expired`
 * (reviewExpiryPayload) and `command.denied`, one append without an agent.
 *
 * The stream of an event is the name of the agent it is about: the submitter for command.* and
 * session.*, the expert for review.*. A decision that follows a review has as `causation` the key
 * that the command was submitted with.
 */
export function commandPayload(command: CommandRequest): string {
  const { action, target, steps, content } = command;
  return JSON.stringify({ action, target, content, steps: steps.length });
}

export function decisionPayload(decision: DecisionRecord): string {
  const { command, reason } = decision;
  return JSON.stringify({ command, decision: decision.decision, reason });
}

export function reviewPayload(review: ReviewRecord): string {
  const { command, verdict, reason } = review;
  return JSON.stringify({ command, verdict, reason });
}

export function storedEventPayload(event: { type: string; content: string }): string {
  return JSON.stringify({ type: event.type, content: event.content });
}

export function reviewRequestPayload(request: ReviewRequestRecord): string {
  const { command, expert, agent, action, target, expiresAt } = request;
  return JSON.stringify({ command, expert, agent, action, target, expiresAt });
}

export function reviewExpiryPayload(expiry: { command: string; expert: string }): string {
  return JSON.stringify({ command: expiry.command, expert: expiry.expert });
}

export function sessionPayload(session: SessionRecord): string {
  const { session: id, role, expiresAt } = session;
  return JSON.stringify({ session: id, role, expiresAt });
}

export interface DecisionRecord {
  readonly command: string;
  readonly decision: Decision;
  readonly reason: string;
}

export interface ReviewRecord {
  readonly command: string;
  readonly verdict: 'approve' | 'reject';
  readonly reason: string;
}

export interface ReviewRequestRecord {
  readonly command: string;
  readonly expert: string;
  /** The agent that submitted the command. */
  readonly agent: string;
  readonly action: string;
  readonly target: string;
  /** RFC 3339, as are all times in payloads. */
  readonly expiresAt: string;
}

export interface SessionRecord {
  readonly session: string;
  readonly role: string;
  readonly expiresAt: string;
}
