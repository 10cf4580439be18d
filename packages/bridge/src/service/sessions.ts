import type { Receipt, SessionResponse } from '@lighthouse/contract/api';
import type { Agent } from '../domain/agents.ts';
import { sessionClosed, sessionOpened } from '../domain/drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge, Caller } from './bridge.ts';
import { refusalOf } from './refusal-of.ts';

const ID_BYTES = 16;

/** Opens a session for an agent whose request was authenticated by its credential alone. */
export async function openSession(
  bridge: Bridge,
  { agent, nonce }: { readonly agent: Agent; readonly nonce: number },
): Promise<SessionResponse> {
  const openedAtMs = bridge.nowMs();
  const taken = bridge.state.sessions.rememberOpening({ agent: agent.name, nonce }, openedAtMs);
  if (taken === 'again') throw new Refusal('REPLAY', 'this request was sent before');
  if (taken === 'often')
    throw new Refusal('TOO_MANY_REQUESTS', 'too many sessions were opened in one minute', 10);
  const { name, role, credential } = agent;
  const session = `s-${Buffer.from(bridge.randomBytes(ID_BYTES)).toString('base64url')}`;
  const expiresAtMs = openedAtMs + bridge.settings.sessionMs;
  const opened = { agent: name, role, credential, session, nonce, openedAtMs, expiresAtMs };
  const receipt = await append(bridge, sessionOpened({ kind: 'session.opened', ...opened }));
  const expiresAt = new Date(expiresAtMs).toISOString();
  return { session, agent: name, role, logId: bridge.log.logId, expiresAt, receipt };
}

/** Ends the caller's session, and its streams with it. */
export function closeSession(bridge: Bridge, caller: Caller): Promise<Receipt> {
  return append(bridge, sessionClosed(caller.origin));
}

async function append(bridge: Bridge, draft: ReturnType<typeof sessionOpened>): Promise<Receipt> {
  try {
    return (await bridge.commits.append([draft])).receipt;
  } catch (error) {
    throw refusalOf(error);
  }
}
