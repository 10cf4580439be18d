import { assert } from '@lighthouse/contract';
import { ROLES } from '@lighthouse/contract/api';
import type { Role } from '@lighthouse/contract/api';
import type { Decision } from '@lighthouse/contract/commands';
import type { StoredEvent } from '@lighthouse/event-store';
import { COORDINATION_READERS } from './coordination-fact-of.ts';
import { digestOf } from './digest.ts';
import type { Fact } from './facts.ts';
import type { Origin } from './statement.ts';

/**
 * Reads what an event says. Returns undefined for events that the state does not depend on. What
 * the log holds was authenticated by its reader, so a known event of the wrong shape is a bug of
 * the server that wrote it.
 */
export function factOf(event: StoredEvent): Fact | undefined {
  return READERS.get(event.type)?.(event);
}

const READERS: ReadonlyMap<string, (event: StoredEvent) => Fact> = new Map<
  string,
  (event: StoredEvent) => Fact
>([
  ['$agent_registered', agentRegistered],
  ['$agent_revoked', (event) => ({ kind: 'agent.revoked', agent: textIn(event, 'agent') })],
  ['session.opened', sessionOpened],
  ['session.closed', (event) => ({ kind: 'session.closed', origin: originOf(event) })],
  [
    'command.submitted',
    (event) => ({ kind: 'command.submitted', ...statementOf(event), command: commandOf(event) }),
  ],
  [
    'command.step',
    (event) => ({
      kind: 'command.step',
      command: commandOf(event),
      text: Buffer.from(event.payload).toString(),
    }),
  ],
  ['command.allowed', (event) => commandDecided(event, 'allowed')],
  ['command.denied', (event) => commandDecided(event, 'denied')],
  ['command.escalated', (event) => commandDecided(event, 'escalated')],
  ['review.requested', reviewRequested],
  [
    'review.answered',
    (event) => ({ kind: 'review.answered', ...statementOf(event), command: commandOf(event) }),
  ],
  [
    'review.expired',
    (event) => ({ kind: 'review.expired', command: commandOf(event), expert: event.stream }),
  ],
  ['event.stored', (event) => ({ kind: 'event.stored', ...statementOf(event) })],
  ...COORDINATION_READERS,
]);

function agentRegistered(event: StoredEvent): Fact {
  const { agent, role, credential, allows, issuer = '' } = contentOf(event);
  assert(typeof agent === 'string' && isRole(role), 'a registration names agent and role');
  assert(typeof credential === 'number', 'a registration has the number of its credential');
  assert(Array.isArray(allows) && allows.every(isText), 'a registration says what it allows');
  assert(isText(issuer), 'a registration may say whose token it was');
  return { kind: 'agent.registered', agent, role, credential, allows, issuer };
}

function sessionOpened(event: StoredEvent): Fact {
  const { agent, credential, nonce } = event;
  const { session, role, expiresAt } = contentOf(event);
  assert(agent !== undefined && credential !== undefined, 'a session is opened by an agent');
  assert(nonce !== undefined, 'a session is opened by a signed request');
  assert(typeof session === 'string' && isRole(role), 'a session has an id and a role');
  assert(typeof expiresAt === 'string', 'a session expires');
  const [openedAtMs, expiresAtMs] = [Math.floor(event.tsUs / 1000), Date.parse(expiresAt)];
  const opener = { agent, credential, role, nonce };
  return { kind: 'session.opened', ...opener, session, openedAtMs, expiresAtMs };
}

function commandDecided(event: StoredEvent, decision: Decision): Fact {
  const [command, reason] = [commandOf(event), textIn(event, 'reason')];
  const fact = { kind: 'command.decided', command, decision, reason, agent: event.stream } as const;
  return event.causation === undefined ? fact : { ...fact, reviewedKey: event.causation };
}

function reviewRequested(event: StoredEvent): Fact {
  const { agent, action, target, expiresAt } = contentOf(event);
  assert(typeof agent === 'string' && typeof action === 'string', 'a review is about a command');
  assert(typeof target === 'string' && typeof expiresAt === 'string', 'a review has a deadline');
  const about = { command: commandOf(event), expert: event.stream, agent, action, target };
  return { kind: 'review.requested', ...about, expiresAtMs: Date.parse(expiresAt) };
}

function statementOf(event: StoredEvent): { origin: Origin; key: string; digest: string } {
  assert(event.key !== undefined, 'a statement has an idempotency key');
  return { origin: originOf(event), key: event.key, digest: digestOf(event.payload) };
}

function originOf({ agent, credential, session, nonce }: StoredEvent): Origin {
  assert(agent !== undefined && credential !== undefined, 'a statement is made by an agent');
  assert(session !== undefined && nonce !== undefined, 'a statement comes with a signed request');
  return { agent, credential, session, nonce };
}

function commandOf({ correlation }: StoredEvent): string {
  assert(correlation !== undefined, 'an event about a command names it');
  return correlation;
}

function textIn(event: StoredEvent, name: string): string {
  const text = contentOf(event)[name];
  assert(typeof text === 'string', `${event.type} has ${name}`);
  return text;
}

function contentOf(event: StoredEvent): Readonly<Record<string, unknown>> {
  const content: unknown = JSON.parse(Buffer.from(event.payload).toString());
  assert(typeof content === 'object' && content !== null, 'a payload is an object');
  return content as Readonly<Record<string, unknown>>;
}

function isRole(value: unknown): value is Role {
  return (ROLES as readonly unknown[]).includes(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
