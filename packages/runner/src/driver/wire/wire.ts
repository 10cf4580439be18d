import type { Socket } from 'node:net';
import { nameOfFailure } from '../failure-name.ts';
import { AnswerReader, type AnswerTaker, type HeadMemory } from './answer-reader.ts';
import type { IdleTime } from './idle-time.ts';
import { requestText, type RequestFrame, type WireRequest } from './request-text.ts';

/** One request and its answer, as a wire reports them. Ends once: by `takeEnd` or `takeFailure`. */
export interface WireTask extends AnswerTaker {
  /** Somebody else has ended it. */
  readonly isEnded: boolean;
  /** Its first byte is handed to the connection now. */
  readonly takeStart: (wire: Wire) => void;
  readonly takeEnd: () => void;
  readonly takeFailure: (failure: string) => void;
}

export interface WireParts {
  readonly frame: RequestFrame;
  /** Shared with other connections. */
  readonly heads: HeadMemory;
  readonly nowUs: () => number;
  /** Shared with other connections. */
  readonly idle: IdleTime;
  /** Begins to connect. What happens to the socket from then on is told to the wire. */
  readonly connect: (wire: Wire) => Socket;
  /** Told when it begins to connect, and when that is over. */
  readonly onConnecting: (wire: Wire, isConnecting: boolean) => void;
}

/** How long a connection that nobody uses is kept where the server does not say. */
const IDLE_US_MAX = 4e6;
/** A server closes when it says so or a little before; a request must not cross with that. */
const CLOSING_US = 2e6;
const CLOSED = 'CONNECTION_CLOSED';

/**
 * A keep-alive connection to a server that speaks HTTP/1.1, one request at a time, opened when it
 * is needed and again when it broke. No request is sent twice: whether to retry is for an agent to
 * decide, under its key.
 */
export class Wire {
  connectingSinceUs = 0;
  readonly #parts: WireParts;
  readonly #reader: AnswerReader;
  #socket: Socket | undefined;
  #isOpen = false;
  #task: WireTask | undefined;
  /** Waits for the connection. */
  #request: WireRequest | undefined;
  #idleSinceUs = 0;
  /** As the server says; undefined when it does not. */
  #keptUs: number | undefined;

  constructor(parts: WireParts) {
    this.#parts = parts;
    this.#reader = new AnswerReader(parts.heads);
  }

  /** Sends a request, as soon as there is a connection. The one before it must have ended. */
  send(request: WireRequest, task: WireTask): void {
    if (this.#isOpen && this.#hasRestedLong()) this.destroy();
    this.#task = task;
    if (this.#isOpen && this.#socket !== undefined) return this.#transmit(this.#socket, request);
    this.#request = request;
    if (this.#socket === undefined) this.#connect();
  }

  /** Breaks the connection that an answer is still to come on. */
  abandon(task: WireTask): void {
    if (this.#task === task) this.destroy();
  }

  /** Closes the connection when nobody has used it for long. */
  closeIdle(nowUs: number): void {
    const usMax = this.#keptUs ?? this.#parts.idle.usMax ?? IDLE_US_MAX;
    if (this.#isOpen && this.#task === undefined && nowUs - this.#idleSinceUs > usMax)
      this.destroy();
  }

  /** Gives up on connecting. */
  failToConnect(failure: string): void {
    if (!this.#isOpen) this.#break(failure);
  }

  /** Breaks the connection. What is under way on it is not told. */
  destroy(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    if (!this.#isOpen) this.#parts.onConnecting(this, false);
    this.#socket = undefined;
    this.#isOpen = false;
    this.#task = undefined;
    this.#request = undefined;
    socket.destroy();
  }

  /** The connection is there. */
  takeOpen(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#isOpen = true;
    this.#parts.onConnecting(this, false);
    const request = this.#request;
    this.#request = undefined;
    if (request !== undefined && this.#task?.isEnded === false)
      return this.#transmit(socket, request);
    this.#rest();
  }

  /** Keeps none of the bytes. */
  takeBytes(socket: Socket, bytes: Buffer, length: number): void {
    if (socket !== this.#socket) return;
    // Nobody has asked anything.
    if (this.#task === undefined || this.#request !== undefined) return this.#break(CLOSED);
    const state = this.#reader.read(bytes, 0, length);
    if (state === 'malformed') return this.#break('MALFORMED_ANSWER');
    if (state === 'end') this.#finish(this.#reader.at === length);
  }

  /** The server sends no more. */
  takeClose(socket: Socket): void {
    if (socket !== this.#socket) return;
    if (this.#task !== undefined && this.#request === undefined && this.#reader.readClose())
      return this.#finish(true);
    if (this.#isOpen && this.#task === undefined && this.#keptUs === undefined) {
      const nowUs = this.#parts.nowUs();
      this.#parts.idle.takeEnding(nowUs - this.#idleSinceUs, nowUs);
    }
    this.#break(CLOSED);
  }

  takeFailure(socket: Socket, error: unknown): void {
    if (socket === this.#socket) this.#break(nameOfFailure(error) ?? CLOSED);
  }

  #connect(): void {
    this.connectingSinceUs = this.#parts.nowUs();
    this.#parts.onConnecting(this, true);
    this.#socket = this.#parts.connect(this);
  }

  #transmit(socket: Socket, request: WireRequest): void {
    const task = this.#task;
    if (task === undefined) return;
    const text = requestText(request, this.#parts.frame);
    this.#reader.expect(task, request.method === 'HEAD');
    task.takeStart(this);
    socket.write(text, 'latin1');
  }

  /** The answer is whole. */
  #finish(isAlone: boolean): void {
    const task = this.#task;
    const { isKept = false, keptMs } = this.#reader.head ?? {};
    // What comes unasked belongs to no request that could be sent on this connection.
    if (!isKept || !isAlone || !this.#parts.frame.isKept) this.destroy();
    else {
      this.#keptUs = keptMs === undefined ? undefined : Math.max(0, keptMs * 1000 - CLOSING_US);
      this.#rest();
    }
    task?.takeEnd();
  }

  #rest(): void {
    this.#task = undefined;
    this.#reader.rest();
    this.#idleSinceUs = this.#parts.nowUs();
  }

  /** Longer than a server that says nothing of it was seen to put up with. */
  #hasRestedLong(): boolean {
    const { usMax } = this.#parts.idle;
    if (usMax === undefined || this.#keptUs !== undefined) return false;
    return this.#parts.nowUs() - this.#idleSinceUs > usMax;
  }

  #break(failure: string): void {
    const task = this.#task;
    this.destroy();
    if (task?.isEnded === false) task.takeFailure(failure);
  }
}
