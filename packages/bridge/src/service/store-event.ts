import { EVENT_KINDS } from '@lighthouse/contract';
import { eventStored } from '../domain/drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge, Caller } from './bridge.ts';
import { stateOnce } from './state-once.ts';
import type { Told } from './state-once.ts';
import { storedEventPayload } from '@lighthouse/contract/event-payloads';
import { digestOf } from '../domain/digest.ts';

export interface OwnEvent {
  readonly key: string;
  readonly type: string;
  readonly content: string;
}

/** Stores an event of the agent's own in its stream. */
export function storeEvent(bridge: Bridge, caller: Caller, event: OwnEvent): Promise<Told> {
  const { key, type } = event;
  if (isReserved(type)) throw new Refusal('FORBIDDEN', 'events of this type are the server’s own');
  const digest = digestOf(storedEventPayload(event));
  return stateOnce(bridge, caller, { kind: 'event', key, digest }, () => [
    eventStored(caller.origin, event),
  ]);
}

/** Nobody who reads the log is to take an agent's word for the server's. */
function isReserved(type: string): boolean {
  return type.startsWith('$') || Object.hasOwn(EVENT_KINDS, type) || LOG_EVENTS.has(type);
}

const LOG_EVENTS: ReadonlySet<string> = new Set([
  'agent_registered',
  'agent_revoked',
  'key_rotated',
  'epoch_sealed',
  'archived',
  'store_recovered',
  'store_restored',
  'heartbeat',
]);
