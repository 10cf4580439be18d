import type { RosterRequest } from '@lighthouse/contract/coordination';
import { COORDINATION_LIMITS } from '@lighthouse/contract/coordination';
import { recorded, timeText } from '../domain/coordination-drafts.ts';
import type { Wish } from '../domain/coordination-drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import { faultsBorneBy, quorumOf } from '../domain/voting.ts';
import type { Bridge, Caller } from './bridge.ts';
import { requireAgents, requireRoom, stateNew } from './state-about.ts';
import type { Told } from './state-once.ts';

/** Puts something to the vote. Who may vote is settled now: whoever joins later has no say. */
export function openProposal(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'proposal.opened'>,
): Promise<Told> {
  const { agent } = caller.origin;
  return stateNew(bridge, caller, { wish, letter: 'p' }, (proposal) => {
    requireRoom(bridge, caller.origin, bridge.state.together.proposals.subjects);
    const { title, timeoutMs } = wish.body;
    const roster = rosterOf(bridge, agent, wish.body.roster);
    const content = {
      proposal,
      title,
      roster,
      faults: faultsBorneBy(roster.length),
      quorum: quorumOf(roster.length),
      expiresAt: timeText(bridge.nowMs() + timeoutMs),
    };
    const fixed = { subject: proposal, stream: agent, cause: wish.key, content };
    return [recorded('roster.fixed', fixed)];
  });
}

function rosterOf(bridge: Bridge, self: string, request: RosterRequest): string[] {
  const names = namesOf(bridge, self, request);
  // Before any of them is looked at: there may be very many.
  if (names.length > COORDINATION_LIMITS.rosterMax)
    throw new Refusal('CONFLICT', `more than ${COORDINATION_LIMITS.rosterMax} would vote`);
  const roster = names.filter((name) => bridge.state.agents.get(name)?.isRevoked === false);
  if (roster.length === 0) throw new Refusal('CONFLICT', 'nobody is there to vote');
  return roster;
}

function namesOf(bridge: Bridge, self: string, request: RosterRequest): readonly string[] {
  const { agents, together } = bridge.state;
  if ('agents' in request) {
    requireAgents(bridge, request.agents);
    return request.agents;
  }
  if ('role' in request) return agents.ofRole(request.role);
  const group = together.collaborations.subjects.getOpen(request.collaboration);
  if (group === undefined || !group.members.has(self))
    throw new Refusal('NOT_FOUND', 'there is no such collaboration for this agent');
  return [...group.members];
}
