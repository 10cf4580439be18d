import { eventRequest } from '@lighthouse/contract/api';
import type { StoredEventJson } from '@lighthouse/contract/api';
import { COMPAT_PATHS, compatEventQuery, compatEventStore } from '@lighthouse/contract/compat';
import type { CompatEventQuery } from '@lighthouse/contract/compat';
import type { Session } from '../../domain/sessions.ts';
import type { Bridge } from '../../service/bridge.ts';
import { queryEvents } from '../../service/query-events.ts';
import type { EventsPage } from '../../service/query-events.ts';
import { storeEvent } from '../../service/store-event.ts';
import { conform, readBody } from '../read-body.ts';
import { receiptOf, requireMayWrite, sendJson } from '../routes.ts';
import type { CompatParts } from './compat-routes.ts';
import { keyOf } from './compat-statements.ts';
import { valueOf } from './value-of.ts';

/** Events that one query looks at, at most: what is wanted may be rare. */
const PAGE_EVENTS = 1000;
const PAGES_MAX = 10;

/** What agents store, and what they find. */
export function addCompatEventRoutes({ app, bridge, sessions }: CompatParts): void {
  app.post(COMPAT_PATHS.eventStore, async (request, reply) => {
    const caller = sessions.admit(request);
    requireMayWrite(bridge, caller, 'event.stored');
    const body = readBody(request, compatEventStore, caller.origin.agent);
    const { event_type: type, aggregate_id, aggregate_type, data } = body;
    const content = JSON.stringify({ aggregate_id, aggregate_type, data });
    const key = keyOf(bridge, request);
    const event = { key, ...conform({ type, content }, eventRequest) };
    const { answer } = await storeEvent(bridge, caller, event);
    const told = { event_id: key, status: 'stored', message: `${type} is stored` };
    const receipt = receiptOf(bridge, answer);
    return sendJson(reply, 200, { ...told, sequence: receipt.seq, receipt });
  });

  app.get(COMPAT_PATHS.eventQuery, async (request, reply) => {
    const { session } = sessions.admit(request);
    const query = conform(request.query, compatEventQuery);
    const { events, next } = await search(bridge, session, query);
    const more = next === undefined ? '' : `; more with since_sequence=${next}`;
    const message = `${events.length} events${more}`;
    return sendJson(reply, 200, { events, count: events.length, message });
  });
}

/** `next`: there may be more after this one. */
async function search(bridge: Bridge, reader: Session, query: CompatEventQuery) {
  const [fromMs, untilMs] = [timeMs(query.start_time) ?? 0, timeMs(query.end_time) ?? Infinity];
  const events: CompatEvent[] = [];
  let next: number | undefined = query.since_sequence;
  for (let page = 0; page < PAGES_MAX && next !== undefined; page++) {
    const wanted = { agent: query.agent_id, after: next, limit: PAGE_EVENTS };
    const found: EventsPage = await queryEvents(bridge, reader, wanted);
    next = found.next;
    for (const event of found.events.map(toCompat)) {
      const atMs = Date.parse(event.timestamp);
      const isOfType = (query.event_type ?? event.event_type) === event.event_type;
      if (!isOfType || atMs < fromMs || atMs > untilMs) continue;
      if (events.length === query.limit) return { events, next: events.at(-1)?.sequence };
      events.push(event);
    }
  }
  return { events, next };
}

type CompatEvent = ReturnType<typeof toCompat>;

/** An event that an agent stored has the type that the agent gave it. */
function toCompat({ seq, time, type, agent = '', key, content }: StoredEventJson) {
  const stored = type === 'event.stored' ? membersOf(content) : new Map<string, unknown>();
  const inside = membersOf(textOf(stored, 'content'));
  const isOurs = inside.has('aggregate_id');
  return {
    event_id: key ?? String(seq),
    event_type: textOf(stored, 'type', type),
    aggregate_id: textOf(inside, 'aggregate_id'),
    aggregate_type: textOf(inside, 'aggregate_type'),
    timestamp: time,
    data: isOurs ? inside.get('data') : (stored.get('content') ?? valueOf(content)),
    source_agent: agent,
    source_component: agent === '' ? 'bridge' : 'agent',
    sequence: seq,
  };
}

function textOf(members: ReadonlyMap<string, unknown>, name: string, otherwise = ''): string {
  const value = members.get(name);
  return typeof value === 'string' ? value : otherwise;
}

function membersOf(text: string): ReadonlyMap<string, unknown> {
  const value = valueOf(text);
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** A time without an offset is one of UTC. */
function timeMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
}
