import type { StoredEventJson } from '@lighthouse/contract/api';
import type { StoredEvent } from '@lighthouse/event-store';
import { Refusal } from '../domain/refusal.ts';
import { mayOversee } from '../domain/roles.ts';
import type { Session } from '../domain/sessions.ts';
import type { Bridge } from './bridge.ts';
import { storedEventToJson } from './stored-event-json.ts';

export interface EventsQuery {
  readonly stream?: string;
  readonly type?: string;
  readonly agent?: string;
  readonly correlation?: string;
  readonly after?: number;
  readonly limit: number;
}

export interface EventsPage {
  readonly events: StoredEventJson[];
  readonly next?: number;
}

/**
 * Reads events that concern the reader: in its own stream, stated by itself, or about a command that it was asked to review.
 * A coordinator reads everything. What lies outside is not there, whether it exists or not.
 */
export function queryEvents(
  { log, scans, state }: Bridge,
  reader: Session,
  query: EventsQuery,
): Promise<EventsPage> {
  const { agent } = reader;
  const isOverseer = mayOversee(reader.role);
  const { limit, ...filter } = isOverseer ? query : narrowed(query, agent);
  const isVisible = (event: StoredEvent) =>
    isOverseer ||
    event.stream === agent ||
    event.agent === agent ||
    (event.correlation !== undefined && state.reviews.expertOf(event.correlation) === agent);
  return scans.run(() => readPage(log.read(filter), limit, isVisible));
}

/** Keeps an ordinary agent to what may be its own; with no condition that says what, to its own stream. */
function narrowed(query: EventsQuery, self: string): EventsQuery {
  const { stream, agent, correlation } = query;
  if ((stream !== undefined && stream !== self) || (agent !== undefined && agent !== self))
    throw new Refusal('NOT_FOUND', 'there is no such stream or agent for you');
  const isBound = stream !== undefined || agent !== undefined || correlation !== undefined;
  return isBound ? query : { ...query, stream: self };
}

/** Where the next page begins follows from what the reader sees, not from what lies in between. */
async function readPage(
  events: AsyncIterable<StoredEvent>,
  limit: number,
  isVisible: (event: StoredEvent) => boolean,
): Promise<EventsPage> {
  const page: StoredEventJson[] = [];
  for await (const event of events) {
    if (!isVisible(event)) continue;
    const last = page.at(-1);
    if (page.length === limit && last !== undefined) return { events: page, next: last.seq };
    page.push(storedEventToJson(event));
  }
  return { events: page };
}
