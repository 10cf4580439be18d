import type { CommandRequest } from '@lighthouse/contract/api';
import { commandPayload } from '@lighthouse/contract/event-payloads';
import { digestOf, digestWithStep } from '../domain/digest.ts';
import { commandDecided, commandSubmitted, reviewRequested } from '../domain/drafts.ts';
import type { Draft } from '../domain/drafts.ts';
import type { Ruling } from '../domain/policy.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge, Caller } from './bridge.ts';
import { stateOnce } from './state-once.ts';
import type { Told } from './state-once.ts';

export interface Submission {
  readonly key: string;
  readonly request: CommandRequest;
}

/** Decides about a command and writes it, its steps and the decision in one append. */
export function submitCommand(
  bridge: Bridge,
  caller: Caller,
  { key, request }: Submission,
): Promise<Told> {
  const { agent } = caller.origin;
  const { action, target } = request;
  const command = bridge.commandIds.idOf(agent, key);
  const payload = commandPayload(request);
  const ofPayload = digestOf(payload);
  const digest = request.steps.reduce(digestWithStep, ofPayload);
  return stateOnce(bridge, caller, { kind: 'command', key, digest }, () => {
    const ruling = rule(bridge, agent, action);
    const submission = { key, command, request, payload, digest: ofPayload };
    const drafts = commandSubmitted(caller.origin, submission);
    const { decision, reason } = ruling;
    drafts.push(commandDecided({ kind: 'command.decided', command, decision, reason, agent }));
    if (ruling.expert !== undefined)
      drafts.push(askExpert(bridge, { command, expert: ruling.expert, agent, action, target }));
    return drafts;
  });
}

/** Gives what the policy says; an escalation names its expert, and without one it is a denial. */
function rule(
  bridge: Bridge,
  agent: string,
  action: string,
): Ruling & { readonly expert?: string } {
  const ruling = bridge.policy.decide(action);
  if (ruling.decision !== 'escalated') return ruling;
  const { state, inbox, rotation, settings } = bridge;
  if (state.reviews.openCountOf(agent) >= settings.openReviewsPerAgentMax)
    throw new Refusal('TOO_MANY_REQUESTS', 'too many of your commands wait for an expert', 1);
  const expert = rotation.next(state.agents.experts, (name) => inbox.countOf(name) > 0);
  if (expert !== undefined) return { ...ruling, expert };
  return { decision: 'denied', reason: `${ruling.reason}, and there is none` };
}

function askExpert(
  { nowMs, settings }: Bridge,
  request: Readonly<Record<'command' | 'expert' | 'agent' | 'action' | 'target', string>>,
): Draft {
  const expiresAtMs = nowMs() + settings.reviewMs;
  return reviewRequested({ kind: 'review.requested', ...request, expiresAtMs });
}
