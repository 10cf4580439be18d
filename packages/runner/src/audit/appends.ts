import type { Decision } from '@lighthouse/contract/commands';
import { STATEMENTS } from '@lighthouse/contract/coordination';
import type { StoredEvent } from '@lighthouse/event-store';
import { RECEIPT_MAC_LENGTH } from '../history/record.ts';
import { contentDigest } from './content-digest.ts';

/**
 * One append as the log holds it, of what an agent did: a statement of the agent, and what the
 * server added to it. Their forms are those of the contract's event-payloads.
 */
export interface LogAppend {
  readonly agent: string;
  /** Idempotency key; empty when the form has none. */
  readonly key: string;
  readonly type: string;
  readonly eventCount: number;
  readonly lastSeq: number;
  /** When the last event was written, as it says: microseconds since 1970. */
  readonly lastTsUs: number;
  /** First RECEIPT_MAC_LENGTH characters of the last event's MAC. */
  readonly lastMac: string;
  readonly digest: string;
  /** What the server decided in the same append; empty when nothing. */
  readonly decision: Decision | '';
  /** False when a command or review stands there without the decision that belongs to it. */
  readonly isWhole: boolean;
}

/** Beyond what the format allows; a reader need not keep more of it. */
const TEXT_LENGTH_MAX = 255;
export const REGISTERED = '$agent_registered';
const DECISION_TYPES: ReadonlyMap<string, Decision> = new Map([
  ['command.allowed', 'allowed'],
  ['command.denied', 'denied'],
  ['command.escalated', 'escalated'],
]);
const DECIDED_TYPES: ReadonlySet<string> = new Set(['command.submitted', 'review.answered']);
const COORDINATION_TYPES: ReadonlySet<string> = new Set([
  ...Object.keys(STATEMENTS),
  'vote.conflicting',
]);

/** Puts events together to appends, one event after the other, in the order of the log. */
export class AppendAssembler {
  #events: StoredEvent[] = [];
  #decision: Decision | '' = '';

  /** Takes the next event. Gives the append that ended before it, if one did. */
  push(event: StoredEvent): LogAppend | undefined {
    if (this.#belongs(event)) {
      this.#events.push(event);
      this.#decision = DECISION_TYPES.get(event.type) ?? this.#decision;
      return undefined;
    }
    const ended = this.end();
    this.#events = [event];
    return ended;
  }

  /** Gives the last append, after the last event. */
  end(): LogAppend | undefined {
    const events = this.#events;
    const first = events[0];
    const last = events.at(-1);
    const decision = this.#decision;
    this.#events = [];
    this.#decision = '';
    const agent = first === undefined ? undefined : agentOf(first);
    if (first === undefined || last === undefined || agent === undefined) return undefined;
    return {
      agent,
      key: (first.key ?? '').slice(0, TEXT_LENGTH_MAX),
      type: first.type.slice(0, TEXT_LENGTH_MAX),
      eventCount: events.length,
      lastSeq: last.seq,
      lastTsUs: last.tsUs,
      lastMac: last.mac.slice(0, RECEIPT_MAC_LENGTH),
      digest: contentDigest(
        events.filter(({ agent }) => agent !== undefined).map(({ payload }) => payload),
      ),
      decision,
      isWhole: decision !== '' || !DECIDED_TYPES.has(first.type),
    };
  }

  /** Tells whether an event continues the append that is being put together. */
  #belongs(event: StoredEvent): boolean {
    const first = this.#events[0];
    const last = this.#events.at(-1);
    if (first === undefined || last === undefined) return false;
    if (COORDINATION_TYPES.has(first.type)) return isAddedTo(first, event);
    if (!DECIDED_TYPES.has(first.type)) return false;
    if (event.correlation !== first.correlation || event.key !== undefined) return false;
    if (event.type === 'command.step') {
      const isSteps = last === first || last.type === 'command.step';
      return isSteps && first.type === 'command.submitted' && event.agent === first.agent;
    }
    if (event.agent !== undefined) return false;
    if (DECISION_TYPES.has(event.type)) return this.#decision === '';
    return event.type === 'review.requested' && last.type === 'command.escalated';
  }
}

/** What the server adds to a statement names the same thing, and the statement as its cause. */
function isAddedTo(statement: StoredEvent, { agent, key, correlation, causation }: StoredEvent) {
  const isByServer = agent === undefined && key === undefined;
  return isByServer && correlation === statement.correlation && causation === statement.key;
}

/** Whose statement an event is. Registering is the server's word, but an agent asked for it. */
function agentOf({ agent, type, payload }: StoredEvent): string | undefined {
  return type === REGISTERED ? registeredAgent(payload) : agent;
}

function registeredAgent(payload: Uint8Array): string | undefined {
  try {
    const { agent } = JSON.parse(Buffer.from(payload).toString()) as { agent?: unknown };
    return typeof agent === 'string' ? agent : undefined;
  } catch {
    return undefined;
  }
}
