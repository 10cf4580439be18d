import type { InboxStream } from './inbox-stream.ts';
import { RecentMessages } from './recent-messages.ts';
import type { Delivery } from './recent-messages.ts';

/** Every open stream gets a sign of life once in so many beats, a part of them at each. */
const BEAT_SLOTS = 15;

/** Brings the messages of agents to their open streams. */
export class Inbox {
  readonly #streams = new Map<string, InboxStream[]>();
  readonly #recent = new RecentMessages();
  #streamCount = 0;
  #beat = 0;

  get streamCount(): number {
    return this.#streamCount;
  }

  countOf(agent: string): number {
    return this.#streams.get(agent)?.length ?? 0;
  }

  /** Delivers what a fact means to those who are to hear of it, in the order of the log. */
  tell(addressees: readonly string[], delivery: Delivery): void {
    for (const agent of addressees) {
      this.#recent.add(agent, delivery);
      for (const stream of this.#streams.get(agent) ?? []) stream.deliver(delivery);
    }
  }

  /** All messages of an agent with seq > after; undefined when the log must be read for them. */
  recentSince(agent: string, after: number): readonly Delivery[] | undefined {
    return this.#recent.since(agent, after);
  }

  attach(stream: InboxStream): void {
    const { agent } = stream.owner;
    const streams = this.#streams.get(agent);
    if (streams === undefined) this.#streams.set(agent, [stream]);
    else streams.push(stream);
    this.#streamCount++;
  }

  detach(stream: InboxStream): void {
    const { agent } = stream.owner;
    const streams = this.#streams.get(agent);
    const at = streams?.indexOf(stream) ?? -1;
    if (streams === undefined || at < 0) return;
    streams.splice(at, 1);
    if (streams.length === 0) this.#streams.delete(agent);
    this.#streamCount--;
  }

  /** Ends the streams of an agent; only those of one session when it is named. */
  endStreamsOf(agent: string, session?: string): void {
    const streams = this.#streams.get(agent) ?? [];
    const isMeant = ({ owner }: InboxStream) => session === undefined || owner.session === session;
    for (const stream of streams.filter(isMeant)) {
      stream.end();
      this.detach(stream);
    }
  }

  endAllStreams(): void {
    for (const agent of this.#streams.keys()) this.endStreamsOf(agent);
  }

  /** Gives a part of the streams a sign of life; to be called once a second. */
  beat(): void {
    this.#beat = (this.#beat + 1) % BEAT_SLOTS;
    let index = 0;
    for (const streams of this.#streams.values())
      for (const stream of streams) if (index++ % BEAT_SLOTS === this.#beat) stream.beat();
  }
}
