import { COORDINATION_LIMITS } from '@lighthouse/contract/coordination';
import type { Collaboration } from '../domain/collaborations.ts';
import { stated } from '../domain/coordination-drafts.ts';
import type { Wish } from '../domain/coordination-drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import { mayOversee } from '../domain/roles.ts';
import type { Bridge, Caller } from './bridge.ts';
import { idIn, requireAgents, requireRoom, stateAbout, stateNew } from './state-about.ts';
import type { Told } from './state-once.ts';

/** Starts a group of agents. */
export function startCollaboration(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'collaboration.started'>,
): Promise<Told> {
  return stateNew(bridge, caller, { wish, letter: 'g' }, () => {
    requireRoom(bridge, caller.origin, bridge.state.together.collaborations.subjects);
    requireAgents(bridge, wish.body.members);
    return [];
  });
}

/** Brings others into a group; members do so. */
export function invite(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'collaboration.invited'>,
): Promise<Told> {
  return changeGroup(bridge, caller, wish, ({ members }) => {
    requireAgents(bridge, wish.body.members);
    const others = wish.body.members.filter((name) => !members.has(name));
    if (members.size + others.length > COORDINATION_LIMITS.membersMax)
      throw new Refusal(
        'CONFLICT',
        `a group has at most ${COORDINATION_LIMITS.membersMax} members`,
      );
  });
}

/** Leaves a group, or says something in it. */
export function actInGroup(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'collaboration.left' | 'message.sent'>,
): Promise<Told> {
  return changeGroup(bridge, caller, wish, () => {});
}

/** Ends a group; who started it does so, or a coordinator. */
export function closeCollaboration(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'collaboration.closed'>,
): Promise<Told> {
  return changeGroup(bridge, caller, wish, ({ agent }) => {
    if (agent !== caller.origin.agent && !mayOversee(caller.session.role))
      throw new Refusal('FORBIDDEN', 'another agent has started this group');
  });
}

type GroupWish = Wish<
  'collaboration.invited' | 'collaboration.left' | 'collaboration.closed' | 'message.sent'
>;

function changeGroup(
  bridge: Bridge,
  caller: Caller,
  wish: GroupWish,
  check: (group: Collaboration) => void,
): Promise<Told> {
  const subject = idIn(wish, 'collaboration');
  return stateAbout(bridge, caller, { wish, subject }, () => {
    const group = bridge.state.together.collaborations.subjects.find(subject);
    const { agent, role } = caller.session;
    const isOverseer = wish.kind === 'collaboration.closed' && mayOversee(role);
    if (group === undefined || (!group.members.has(agent) && !isOverseer))
      throw new Refusal('NOT_FOUND', 'there is no such collaboration for this agent');
    if (group.status === 'closed') throw new Refusal('ALREADY_DECIDED', 'the group was ended');
    check(group);
    return [stated(caller.origin, wish, subject)];
  });
}
