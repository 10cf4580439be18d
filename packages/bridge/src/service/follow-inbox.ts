import { factOf } from '../domain/fact-of.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Session } from '../domain/sessions.ts';
import type { State } from '../domain/state.ts';
import { InboxStream } from '../inbox/inbox-stream.ts';
import type { StreamSink } from '../inbox/inbox-stream.ts';
import { messageOf } from '../inbox/message-of.ts';
import type { Delivery } from '../inbox/recent-messages.ts';
import type { Bridge } from './bridge.ts';
import { readStream } from './read-log.ts';

export interface Follow {
  readonly session: Session;
  /**
   * Sequence number of the last message that the reader has seen; undefined when it begins anew.
   */
  readonly after: number | undefined;
}

/** Refuses what can't be followed, before anything is written to the stream. */
export function checkFollow({ inbox, settings, log }: Bridge, { session, after }: Follow): void {
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
 * Sends what the reader has missed: one that begins anew gets the reviews that wait for it, one
 * that is resumed every message since, but for reviews that no longer wait. What comes meanwhile
 * follows after.
 */
export async function fillStream(
  bridge: Bridge,
  stream: InboxStream,
  { after }: Follow,
): Promise<void> {
  if (after === undefined) sendOpenReviews(bridge, stream);
  else await catchUp(bridge, stream, after);
}

function sendOpenReviews({ state }: Bridge, stream: InboxStream): void {
  for (const { command, action, target, agent, seq } of state.reviews.openOf(stream.owner.agent))
    stream.deliver({
      seq,
      message: { kind: 'review.requested', command, action, target, agent },
    });
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
  for (const delivery of recent) if (isOfUse(state, delivery)) stream.deliver(delivery);
}

/** All messages to an agent are about events of its stream. */
async function sendFromLog(bridge: Bridge, stream: InboxStream, after: number): Promise<void> {
  const { agent } = stream.owner;
  for await (const event of readStream(bridge, agent, { after })) {
    if (!stream.isOpen) return;
    const fact = MESSAGE_TYPES.has(event.type) ? factOf(event) : undefined;
    const message = fact === undefined ? undefined : messageOf(fact)?.message;
    if (message === undefined || !isOfUse(bridge.state, { seq: event.seq, message })) continue;
    await stream.drained();
    stream.sendOld({ seq: event.seq, message });
  }
}

const MESSAGE_TYPES: ReadonlySet<string> = new Set([
  'review.requested',
  'command.allowed',
  'command.denied',
]);

function isOfUse({ reviews }: State, { message }: Delivery): boolean {
  return message.kind !== 'review.requested' || reviews.get(message.command) !== undefined;
}
