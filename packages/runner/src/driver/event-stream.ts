/** A message of a stream of server-sent events. */
export interface StreamMessage {
  /** Of the message, or the last one that had an id; empty when none had. */
  readonly id: string;
  readonly data: string;
}

/** A line longer than this is not ours to keep. */
const LINE_LENGTH_MAX = 1 << 20;

/**
 * Splits a text/event-stream into messages, however it is cut into chunks. Event names and retry
 * times are not used.
 */
export class EventStreamParser {
  readonly #onMessage: (message: StreamMessage) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #data: string[] = [];
  #id = '';

  constructor(onMessage: (message: StreamMessage) => void) {
    this.#onMessage = onMessage;
  }

  /** Returns false when the stream is not one: a line that never ends. */
  push(chunk: Uint8Array): boolean {
    this.#rest += this.#decoder.decode(chunk, { stream: true });
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#takeLine(line);
    return this.#rest.length <= LINE_LENGTH_MAX;
  }

  #takeLine(line: string): void {
    if (line === '') {
      if (this.#data.length > 0) this.#onMessage({ id: this.#id, data: this.#data.join('\n') });
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    if (field === 'id' && !value.includes('\0')) this.#id = value;
  }
}
