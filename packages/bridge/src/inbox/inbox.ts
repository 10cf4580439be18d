import type { InboxStream } from './inbox-stream.ts';
import { RecentMessages } from './recent-messages.ts';
import type { Delivery } from './recent-messages.ts';

/** Every open stream gets a sign of life once in so many beats, a part of them at each. */
const BEAT_SLOTS = 15;

/** Brings the messages of agents to their open streams. */
export class Inbox {
  readonly #streams = new Map<string, InboxStream[]>();
  readonly #recent = new RecentMessages();
  /** All streams, by the beat at which they get a sign of life. */
  readonly #slots = Array.from({ length: BEAT_SLOTS }, () => new Set<InboxStream>());
  #attachedCount = 0;
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
    this.#slots[this.#attachedCount++ % BEAT_SLOTS]?.add(stream);
    this.#streamCount++;
  }

  detach(stream: InboxStream): void {
    const { agent } = stream.owner;
    const streams = this.#streams.get(agent);
    const at = streams?.indexOf(stream) ?? -1;
    if (streams === undefined || at < 0) return;
    streams.splice(at, 1);
    if (streams.length === 0) this.#streams.delete(agent);
    for (const slot of this.#slots) slot.delete(stream);
    this.#streamCount--;
  }

  /** Ends the streams of an agent whose session is not open any more. */
  endStreamsOf(agent: string, isOpen: (session: string) => boolean = () => false): void {
    const streams = this.#streams.get(agent) ?? [];
    for (const stream of streams.filter(({ owner }) => !isOpen(owner.session))) {
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
    for (const stream of this.#slots[this.#beat] ?? []) stream.beat();
  }
}
