import type { InboxMessage } from '@lighthouse/contract/api';
import type { StoredEvent } from '@lighthouse/event-store';
import { factOf } from '../domain/fact-of.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Session } from '../domain/sessions.ts';
import { InboxStream } from '../inbox/inbox-stream.ts';
import type { StreamSink } from '../inbox/inbox-stream.ts';
import { messageOf } from '../inbox/message-of.ts';
import { isOfUse, waitingFor } from '../inbox/waiting-for.ts';
import type { Waiting } from '../inbox/waiting-for.ts';
import type { Bridge } from './bridge.ts';
import { readIndexed, readOne } from './read-log.ts';

export interface Follow {
  readonly session: Session;
  /**
   * Sequence number of the last message that the reader has seen; undefined when it begins anew.
   */
  readonly after: number | undefined;
}

/** Refuses what can't be followed, before anything is written to the stream. */
export function checkFollow(bridge: Bridge, { session, after }: Follow): void {
  const { inbox, settings, log, state } = bridge;
  // It may have ended while the request was looked at.
  if (!state.sessions.isOpen(session.id))
    throw new Refusal('TOKEN_EXPIRED', 'the session has ended');
  if (inbox.countOf(session.agent) >= settings.inboxStreamsPerAgentMax)
    throw new Refusal('TOO_MANY_REQUESTS', 'too many streams of this agent are open', 5);
  if (after !== undefined && after > log.lastSeq)
    throw new Refusal('BAD_REQUEST', 'Last-Event-ID is beyond the end of the log');
}

/** Opens a stream of an agent's messages. Nothing is sent on it before `fillStream`. */
export function openStream(
  { inbox, settings }: Bridge,
  { session, after }: Follow,
  sink: StreamSink,
): InboxStream {
  const owner = { agent: session.agent, session: session.id };
  const bufferBytesMax = settings.inboxBufferBytesMax;
  const stream = new InboxStream(owner, { sink, after: after ?? 0, bufferBytesMax });
  inbox.attach(stream);
  return stream;
}

/**
 * Sends what the reader has missed: one that begins anew gets what waits for it, one that is
 * resumed every message since, but for those about which there is nothing left to do. What comes
 * meanwhile follows after.
 */
export async function fillStream(
  bridge: Bridge,
  stream: InboxStream,
  { after }: Follow,
): Promise<void> {
  if (after === undefined) await sendWaiting(bridge, stream);
  else await catchUp(bridge, stream, after);
}

async function sendWaiting(bridge: Bridge, stream: InboxStream): Promise<void> {
  const { agent } = stream.owner;
  const waiting = waitingFor(agent, bridge.state);
  const isWhole = waiting.every(({ message }) => message !== undefined);
  stream.hold();
  if (isWhole) await sendAll(bridge, stream, waiting);
  else await bridge.scans.runFor(agent, () => sendAll(bridge, stream, waiting));
  stream.release();
}

async function sendAll(
  bridge: Bridge,
  stream: InboxStream,
  waiting: readonly Waiting[],
): Promise<void> {
  for (const { seq, message } of waiting) {
    const told = message ?? messageIn(await readOne(bridge, seq));
    if (told !== undefined && isOfUse(stream.owner.agent, told, bridge.state))
      stream.sendOld({ seq, message: told });
  }
}

async function catchUp(bridge: Bridge, stream: InboxStream, after: number): Promise<void> {
  const { inbox, scans, state } = bridge;
  const { agent } = stream.owner;
  const recent = inbox.recentSince(agent, after);
  if (recent === undefined) {
    stream.hold();
    await scans.runFor(agent, () => sendFromLog(bridge, stream, after));
    return stream.release();
  }
  for (const delivery of recent)
    if (isOfUse(agent, delivery.message, state)) stream.deliver(delivery);
}

async function sendFromLog(bridge: Bridge, stream: InboxStream, after: number): Promise<void> {
  const { agent: name } = stream.owner;
  for await (const event of readIndexed(bridge, bridge.addressed, { name, after })) {
    if (!stream.isOpen) return;
    const message = messageIn(event);
    if (message === undefined || !isOfUse(name, message, bridge.state)) continue;
    await stream.drained();
    stream.sendOld({ seq: event.seq, message });
  }
}

function messageIn(event: StoredEvent): InboxMessage | undefined {
  const fact = factOf(event);
  return fact === undefined ? undefined : messageOf(fact);
}
