import { recorded, stated, timeText } from '../domain/coordination-drafts.ts';
import type { Wish } from '../domain/coordination-drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge, Caller } from './bridge.ts';
import { idIn, requireAgents, requireRoom, stateAbout, stateNew } from './state-about.ts';
import type { Told } from './state-once.ts';

/** Asks another agent something. */
export function ask(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'elicitation.asked'>,
): Promise<Told> {
  const { agent } = caller.origin;
  return stateNew(bridge, caller, { wish, letter: 'e' }, (elicitation) => {
    requireRoom(bridge, caller.origin, bridge.state.together.elicitations.subjects);
    const { to, question, timeoutMs } = wish.body;
    requireAgents(bridge, [to]);
    const expiresAt = timeText(bridge.nowMs() + timeoutMs);
    const content = { elicitation, agent, question, expiresAt };
    const about = { subject: elicitation, stream: to, cause: wish.key };
    return [recorded('elicitation.delivered', { ...about, content })];
  });
}

/** Takes an answer, or the refusal of one, from the agent that was asked. */
export function answerElicitation(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'elicitation.answered' | 'elicitation.declined'>,
): Promise<Told> {
  const subject = idIn(wish, 'elicitation');
  return stateAbout(bridge, caller, { wish, subject }, () => {
    const asked = bridge.state.together.elicitations.subjects.find(subject);
    // What others were asked does not exist for this one.
    if (asked?.to !== caller.origin.agent)
      throw new Refusal('NOT_FOUND', 'this agent was asked nothing of the kind');
    const isOverdue = asked.status === 'open' && asked.expiresAtMs <= bridge.nowMs();
    if (asked.status === 'expired' || isOverdue)
      throw new Refusal('EXPIRED', 'the time for an answer is over');
    if (asked.status !== 'open') throw new Refusal('ALREADY_DECIDED', `it is ${asked.status}`);
    return [stated(caller.origin, wish, subject)];
  });
}
