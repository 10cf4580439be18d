import type { StatementKind } from '@lighthouse/contract/coordination';
import { digestOfWish, stated } from '../domain/coordination-drafts.ts';
import type { Wish } from '../domain/coordination-drafts.ts';
import type { Draft } from '../domain/drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge, Caller } from './bridge.ts';
import { stateOnce } from './state-once.ts';
import type { Same, Told } from './state-once.ts';

/** The name under which decisions about one thing are made one after the other. */
export function turnOf(subject: string): string {
  return `about\n${subject}`;
}

/** Takes in a statement about something that is there. */
export function stateAbout(
  bridge: Bridge,
  caller: Caller,
  { wish, subject }: { readonly wish: Wish; readonly subject: string },
  decide: () => readonly Draft[] | Same,
): Promise<Told> {
  const { kind, key } = wish;
  return bridge.inFlight.runAlone(turnOf(subject), () =>
    stateOnce(bridge, caller, { kind, key, digest: digestOfWish(wish) }, decide),
  );
}

/** Takes in a statement that makes something new, and names it. `more` is what the server adds. */
export function stateNew<Kind extends StatementKind>(
  bridge: Bridge,
  caller: Caller,
  { wish, letter }: { readonly wish: Wish<Kind>; readonly letter: string },
  more: (subject: string) => readonly Draft[],
): Promise<Told> {
  const { kind, key } = wish;
  const { origin } = caller;
  const subject = bridge.commandIds.idOf(origin.agent, key, letter);
  return stateOnce(bridge, caller, { kind, key, digest: digestOfWish(wish) }, () => [
    stated(origin, wish, subject),
    ...more(subject),
  ]);
}

/** Keeps one agent from filling the memory with things that never end. */
export function requireRoom(
  { settings }: Bridge,
  { agent }: { readonly agent: string },
  subjects: { openCountOf(agent: string): number },
): void {
  if (subjects.openCountOf(agent) >= settings.openPerAgentMax)
    throw new Refusal('TOO_MANY_REQUESTS', 'too many of yours are open: end some first', 1);
}

/** Refuses names that are not those of agents who can be asked. */
export function requireAgents({ state }: Bridge, names: Iterable<string>): void {
  for (const name of names)
    if (state.agents.get(name)?.isRevoked !== false)
      throw new Refusal('NOT_FOUND', 'there is no agent of such a name');
}

export function idIn(wish: Wish, name: string): string {
  return wish.ids[name] ?? '';
}
