import type { CommandRequest } from './api.ts';
import type { Decision } from './commands.ts';

/**
 * The appends that a coordination server writes and what their events hold. An agent can compute from what it sent the exact
 * bytes that must stand in the log, and the audit of a run compares them.
 *
 *   POST /v1/commands   command.submitted  agent, key   commandPayload
 *                       command.step       agent        the step's text, UTF-8; one event for each step, in order
 *                       command.allowed | command.denied | command.escalated    no agent    decisionPayload
 *   POST /v1/reviews    review.answered    agent, key   reviewPayload
 *                       command.allowed | command.denied                        no agent    decisionPayload
 *   POST /v1/events     event.stored       agent, key   storedEventPayload
 *   POST /v1/sessions   session.opened     agent        sessionPayload
 *
 * Each is one append; all its events carry the command's id (the session's, the key) as `correlation`, the key stands on the
 * first of them, and the receipt is that of the last. A review that nobody answered is `review.expired` and `command.denied`,
 * one append without an agent.
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

export function sessionPayload(session: { session: string; role: string }): string {
  return JSON.stringify({ session: session.session, role: session.role });
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
