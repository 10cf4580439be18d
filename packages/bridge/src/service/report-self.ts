import { recorded, stated, timeText } from '../domain/coordination-drafts.ts';
import type { Wish } from '../domain/coordination-drafts.ts';
import type { Bridge, Caller } from './bridge.ts';
import { stateAbout } from './state-about.ts';
import type { Told } from './state-once.ts';

/** Notes what an expert can do. Open tasks that need it are given out by the next sweep. */
export function registerExpert(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'expert.registered'>,
): Promise<Told> {
  const subject = caller.origin.agent;
  return stateAbout(bridge, caller, { wish, subject }, () => [
    stated(caller.origin, wish, subject),
  ]);
}

/** Notes that an agent is there, and until when that is to be believed. */
export function reportPresence(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'presence.reported'>,
): Promise<Told> {
  const subject = caller.origin.agent;
  return stateAbout(bridge, caller, { wish, subject }, () => {
    const { state, ttlMs } = wish.body;
    const content = { state, until: timeText(bridge.nowMs() + ttlMs) };
    const note = { subject, stream: subject, cause: wish.key, content };
    return [stated(caller.origin, wish, subject), recorded('presence.noted', note)];
  });
}
