import type { Delivery } from './recent-messages.ts';

/** Where a stream is written to. */
export interface StreamSink {
  /** Gives the text that `write` is to write for a message. */
  textOf(delivery: Delivery): string;
  write(text: string): void;
  /** Writes a sign of life. */
  beat(): void;
  /** True while the reader has not taken what left before. */
  readonly isBlocked: boolean;
  /** What was written and has not left yet. */
  readonly bufferedBytes: number;
  /** Resolves when there is room for more, or when nobody reads any more. */
  drained(): Promise<void>;
  end(): void;
}

export interface StreamOwner {
  readonly agent: string;
  readonly session: string;
}

/**
 * One open stream of messages. Sends each message once, in ascending order, and ends when
 * its reader is too slow.
 */
export class InboxStream {
  readonly owner: StreamOwner;
  readonly #sink: StreamSink;
  readonly #bufferBytesMax: number;
  #sentSeq: number;
  /** What came while the stream was catching up with the log. */
  #held: Delivery[] | undefined;
  #isOpen = true;

  constructor(
    owner: StreamOwner,
    { sink, after, bufferBytesMax }: { sink: StreamSink; after: number; bufferBytesMax: number },
  ) {
    this.owner = owner;
    this.#sink = sink;
    this.#sentSeq = after;
    this.#bufferBytesMax = bufferBytesMax;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  drained(): Promise<void> {
    return this.#sink.drained();
  }

  deliver(delivery: Delivery): void {
    if (this.#held === undefined) this.#send(delivery);
    else if (this.#held.length < HELD_MAX) this.#held.push(delivery);
    else this.end();
  }

  /** Sends what a catch-up has found, past the messages that are held. */
  sendOld(delivery: Delivery): void {
    this.#send(delivery);
  }

  /** Holds what comes until `release`. */
  hold(): void {
    this.#held = [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const delivery of held) this.#send(delivery);
  }

  /** Keeps proxies and the reader from believing that the connection is dead. */
  beat(): void {
    if (this.#isOpen && !this.#sink.isBlocked) this.#sink.beat();
  }

  /** Ends the stream; its reader resumes where it was with Last-Event-ID. */
  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#sink.end();
  }

  #send(delivery: Delivery): void {
    if (!this.#isOpen || delivery.seq <= this.#sentSeq) return;
    this.#sentSeq = delivery.seq;
    const text = this.#sink.textOf(delivery);
    const { isBlocked, bufferedBytes } = this.#sink;
    if (isBlocked && bufferedBytes + text.length > this.#bufferBytesMax) this.end();
    else this.#sink.write(text);
  }
}

const HELD_MAX = 1000;
