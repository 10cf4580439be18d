import type { StoredEventJson } from '@lighthouse/contract/api';
import type { StoredEvent } from '@lighthouse/event-store';
import { Refusal } from '../domain/refusal.ts';
import { mayOversee } from '../domain/roles.ts';
import type { Session } from '../domain/sessions.ts';
import type { Bridge } from './bridge.ts';
import { readAll, readStream } from './read-log.ts';
import { storedEventToJson } from './stored-event-json.ts';

export interface EventsQuery {
  readonly stream?: string | undefined;
  readonly type?: string | undefined;
  readonly agent?: string | undefined;
  readonly correlation?: string | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface EventsPage {
  readonly events: StoredEventJson[];
  readonly next?: number;
}

/**
 * Reads events that concern the reader: its own stream, or a command that it was asked to review. A
 * coordinator reads everything. What lies outside is not there, whether it exists or not.
 */
export function queryEvents(
  bridge: Bridge,
  reader: Session,
  { limit, ...query }: EventsQuery,
): Promise<EventsPage> {
  const found = mayOversee(reader.role)
    ? readAll(bridge, { ...defined(query), after: query.after ?? 0 })
    : readOwn(bridge, reader.agent, query);
  return bridge.scans.runFor(reader.agent, () => readPage(found, limit));
}

type Where = Omit<EventsQuery, 'limit'>;

function readOwn(bridge: Bridge, self: string, query: Where): AsyncIterable<StoredEvent> {
  const { stream = self, agent, type, correlation, after = 0 } = query;
  const parties =
    correlation === undefined ? undefined : bridge.state.reviews.partiesOf(correlation);
  const mayReview = parties?.expert === self;
  const isMine = (name: string) => name === self || (mayReview && name === parties.agent);
  if (!isMine(stream) || (agent !== undefined && !isMine(agent)))
    throw new Refusal('NOT_FOUND', 'there is no such stream or agent for you');
  const where = { ...defined({ agent, type, correlation }), after };
  // A review begins with what the submitter wrote.
  const isWhole = mayReview && query.stream === undefined;
  return isWhole
    ? inOrder(readStream(bridge, parties.agent, where), readStream(bridge, self, where))
    : readStream(bridge, stream, where);
}

/** Merges two readings by sequence number. */
async function* inOrder(
  one: AsyncGenerator<StoredEvent>,
  other: AsyncGenerator<StoredEvent>,
): AsyncGenerator<StoredEvent> {
  try {
    let [a, b] = [await one.next(), await other.next()];
    while (a.done !== true || b.done !== true) {
      const isFirst = b.done === true || (a.done !== true && a.value.seq < b.value.seq);
      const next = isFirst ? a : b;
      if (next.done !== true) yield next.value;
      if (isFirst) a = await one.next();
      else b = await other.next();
    }
  } finally {
    // A reading that is left half way keeps a file open.
    await Promise.all([one.return(undefined), other.return(undefined)]);
  }
}

/** Where the next page begins follows from what the reader sees, not from what lies in between. */
async function readPage(events: AsyncIterable<StoredEvent>, limit: number): Promise<EventsPage> {
  const page: StoredEventJson[] = [];
  for await (const event of events) {
    const last = page.at(-1);
    if (page.length === limit && last !== undefined) return { events: page, next: last.seq };
    page.push(storedEventToJson(event));
  }
  return { events: page };
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Leaves out members that are undefined. */
function defined<T extends object>(members: T): Defined<T> {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Defined<T>;
}
