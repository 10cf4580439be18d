import type { IncomingHttpHeaders } from 'node:http';
import { headersOf } from './wire/answer-head.ts';
import type { Wire, WireTask } from './wire/wire.ts';

/** Microseconds on a clock that never goes back. */
export type NowUs = () => number;

/** An answer that is longer is not read to its end. */
const ANSWER_BYTES_MAX = 4 << 20;
/** The same for one that nobody looks into. */
const UNREAD_BYTES_MAX = 256 << 20;

/**
 * One request and its answer, as its wire reports them. It ends exactly once: answered (`failure`
 * is empty), broken, or given up.
 */
export class Exchange implements WireTask {
  /** When it was handed over to be sent. */
  readonly handedOverUs: number;
  /**
   * When its first byte went to the socket; undefined while it waits for a connection, and if it
   * was never sent.
   */
  sentUs: number | undefined;
  endedUs = 0;
  isEnded = false;
  /** HTTP status; 0 when there was no answer. */
  status = 0;
  /** Kind of broken connection; empty when the answer was read to its end. */
  failure = '';
  readonly #nowUs: NowUs;
  readonly #onEnd: (exchange: Exchange) => void;
  readonly #isRead: boolean;
  #wire: Wire | undefined;
  #head = '';
  #text: string | undefined;
  #chunks: Buffer[] | undefined;
  #bodyBytes = 0;

  /** `isRead`: whether anybody looks into the body. */
  constructor(nowUs: NowUs, onEnd: (exchange: Exchange) => void, isRead = true) {
    this.#isRead = isRead;
    this.#nowUs = nowUs;
    this.#onEnd = onEnd;
    this.handedOverUs = nowUs();
  }

  /** The head of the answer, in Latin-1, as it came; empty when there was none. */
  get head(): string {
    return this.#head;
  }

  get headers(): IncomingHttpHeaders {
    return headersOf(this.#head);
  }

  /** The body of the answer. */
  text(): string {
    if (this.#chunks !== undefined) {
      this.#text = Buffer.concat(this.#chunks).toString();
      this.#chunks = undefined;
    }
    return this.#text ?? '';
  }

  /**
   * Ends it without an answer. A request that still waits for a connection is not sent any more.
   */
  giveUp(failure: string): void {
    if (this.isEnded) return;
    this.#wire?.abandon(this);
    this.takeFailure(failure);
  }

  takeStart(wire: Wire): void {
    this.#wire = wire;
    this.sentUs = this.#nowUs();
  }

  takeHead(status: number, head: string): void {
    this.status = status;
    this.#head = head;
  }

  takeBody(bytes: Buffer, from: number, to: number, isWhole: boolean): boolean {
    this.#bodyBytes += to - from;
    if (this.#bodyBytes > (this.#isRead ? ANSWER_BYTES_MAX : UNREAD_BYTES_MAX)) {
      this.giveUp('ANSWER_TOO_LARGE');
      return false;
    }
    if (!this.#isRead) return true;
    if (isWhole) this.#text = bytes.utf8Slice(from, to);
    else (this.#chunks ??= []).push(Buffer.from(bytes.subarray(from, to)));
    return true;
  }

  takeEnd(): void {
    if (!this.isEnded) this.#end('');
  }

  takeFailure(failure: string): void {
    if (!this.isEnded) this.#end(failure);
  }

  #end(failure: string): void {
    this.isEnded = true;
    this.endedUs = this.#nowUs();
    this.failure = failure;
    if (failure !== '') this.status = 0;
    this.#onEnd(this);
  }
}
