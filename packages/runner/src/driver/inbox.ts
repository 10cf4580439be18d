import type { ReviewQuestion } from '@lighthouse/agent-sim';
import { parseJson } from './answer.ts';
import type { InboxListener } from './driver.ts';
import { EventStreamParser, type StreamMessage } from './event-stream.ts';
import { field } from './told.ts';
import type { WireRequest } from './wire/request-text.ts';
import type { Wire, WireTask } from './wire/wire.ts';

/** Runs something later; timers are the host's. */
export type Later = (delayMs: number, run: () => void) => void;

export interface InboxParts {
  readonly wire: Wire;
  /** Makes the signed request; `lastEventId` is empty the first time. */
  readonly request: (lastEventId: string) => WireRequest;
  readonly listener: InboxListener;
  /** Name of the agent whose inbox it is. */
  readonly agent: string;
  readonly later: Later;
}

const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 5_000;

/** An agent's inbox: a stream of server-sent events, opened again where it broke off. */
export class Inbox {
  readonly #parts: InboxParts;
  #lastEventId = '';
  #retryMs = RETRY_MS_MIN;
  #isClosed = false;

  constructor(parts: InboxParts) {
    this.#parts = parts;
    this.#open();
  }

  close(): void {
    this.#isClosed = true;
    this.#parts.wire.destroy();
  }

  #open(): void {
    if (this.#isClosed) return;
    const { wire, request } = this.#parts;
    // Silence is no failure: a stream ends when its connection does.
    wire.send(
      request(this.#lastEventId),
      new StreamTask({
        onMessage: (message) => this.#take(message),
        onEnd: (failure) => this.#reopen(failure),
      }),
    );
  }

  #take(message: StreamMessage): void {
    this.#retryMs = RETRY_MS_MIN;
    this.#lastEventId = message.id;
    const alien = alienKey(message.data, this.#parts.agent);
    if (alien !== undefined) this.#parts.listener.onAlien?.(`sent the decision on ${alien}`);
    const question = readQuestion(message.data);
    if (question !== undefined) this.#parts.listener.onQuestion(question);
  }

  #reopen(failure: string): void {
    if (this.#isClosed) return;
    this.#parts.listener.onBroken(failure);
    const delayMs = this.#retryMs;
    this.#retryMs = Math.min(RETRY_MS_MAX, delayMs * 2);
    this.#parts.later(delayMs, () => this.#open());
  }
}

class StreamTask implements WireTask {
  isEnded = false;
  readonly #parser: EventStreamParser;
  readonly #onEnd: (failure: string) => void;
  #wire: Wire | undefined;
  #status = 0;

  constructor(on: {
    onMessage: (message: StreamMessage) => void;
    onEnd: (failure: string) => void;
  }) {
    this.#parser = new EventStreamParser(on.onMessage);
    this.#onEnd = on.onEnd;
  }

  takeStart(wire: Wire): void {
    this.#wire = wire;
  }

  takeHead(status: number): void {
    this.#status = status;
  }

  takeBody(bytes: Buffer, from: number, to: number): boolean {
    if (this.#status !== 200 || this.#parser.push(bytes.subarray(from, to))) return true;
    // A line without end.
    this.#wire?.abandon(this);
    this.takeFailure('MALFORMED_ANSWER');
    return false;
  }

  takeEnd(): void {
    this.takeFailure(this.#status === 200 ? 'CONNECTION_CLOSED' : `HTTP_${this.#status}`);
  }

  takeFailure(failure: string): void {
    this.isEnded = true;
    this.#onEnd(failure);
  }
}

/** The key of a decided command that another agent submitted; undefined when there is none. */
function alienKey(data: string, agent: string): string | undefined {
  const message = parseJson(data);
  const key = field(message, 'key');
  if (field(message, 'kind') !== 'command.decided' || typeof key !== 'string') return undefined;
  return key.startsWith(`${agent}-`) ? undefined : key;
}

/** Reads a message of kind review.requested; undefined for all others. */
function readQuestion(data: string): ReviewQuestion | undefined {
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, command, action, target, agent } = message as Readonly<Record<string, unknown>>;
  if (kind !== 'review.requested') return undefined;
  if (typeof command !== 'string' || typeof action !== 'string') return undefined;
  if (typeof target !== 'string' || typeof agent !== 'string') return undefined;
  return { command, action, target, agent };
}
