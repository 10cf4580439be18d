import type { IncomingHttpHeaders } from 'node:http';
import { assert } from '@lighthouse/contract';
import type { Dispatcher } from 'undici';
import { nameOfFailure } from './failure-name.ts';

/** Microseconds on a clock that never goes back. */
export type NowUs = () => number;

/** An answer that is longer is not read to its end. */
const ANSWER_BYTES_MAX = 4 << 20;
/** The same for one that nobody looks into. */
const UNREAD_BYTES_MAX = 256 << 20;

/**
 * One request and its answer, as undici reports them. It ends exactly once: answered (`failure` is
 * empty), broken, or given up.
 */
export class Exchange implements Dispatcher.DispatchHandler {
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
  headers: IncomingHttpHeaders = {};
  readonly #nowUs: NowUs;
  readonly #onEnd: (exchange: Exchange) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #chunks: Buffer[] = [];
  readonly #isRead: boolean;
  #bodyBytes = 0;

  /** `isRead`: whether anybody looks into the body. */
  constructor(nowUs: NowUs, onEnd: (exchange: Exchange) => void, isRead = true) {
    this.#isRead = isRead;
    this.#nowUs = nowUs;
    this.#onEnd = onEnd;
    this.handedOverUs = nowUs();
  }

  /** The body of the answer. */
  text(): string {
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first.toString();
    return Buffer.concat(this.#chunks).toString();
  }

  /**
   * Ends it without an answer. A request that still waits for a connection is not sent any more.
   */
  giveUp(failure: string): void {
    if (this.isEnded) return;
    this.#end(failure);
    this.#controller?.abort(new Error(failure));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // undici comes here again when it wants to send a request twice. That is for the agent to
    // decide, under its key.
    if (this.isEnded || this.sentUs !== undefined) {
      controller.abort(new Error('sent once only'));
      return;
    }
    this.#controller = controller;
    this.sentUs = this.#nowUs();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bodyBytes += chunk.length;
    const bytesMax = this.#isRead ? ANSWER_BYTES_MAX : UNREAD_BYTES_MAX;
    if (this.#bodyBytes > bytesMax) this.giveUp('ANSWER_TOO_LARGE');
    else if (this.#isRead && !this.isEnded) this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.isEnded) this.#end('');
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.isEnded) return;
    const failure = nameOfFailure(error);
    assert(failure !== undefined, `a request that can be sent: ${error.message}`);
    this.#end(failure);
  }

  #end(failure: string): void {
    this.isEnded = true;
    this.endedUs = this.#nowUs();
    this.failure = failure;
    if (failure !== '') this.status = 0;
    this.#onEnd(this);
  }
}
