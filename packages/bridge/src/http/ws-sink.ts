import type { WebSocket } from 'ws';
import type { StreamSink } from '../inbox/inbox-stream.ts';
import type { Delivery } from '../inbox/recent-messages.ts';

/** What may wait in the socket before the reader counts as slow. */
const BLOCKED_AT_BYTES = 64 * 1024;
/** RFC 6455: the server goes away; what comes next is found under the id of the last message. */
const GOING_AWAY = 1001;

/** Writes messages to a WebSocket, each as a text of JSON: `{"seq", "message"}`. */
export class WsSink implements StreamSink {
  readonly #socket: WebSocket;
  readonly #waiting: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('close', () => this.#release());
  }

  get isBlocked(): boolean {
    return this.#socket.bufferedAmount >= BLOCKED_AT_BYTES;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  textOf({ seq, message }: Delivery): string {
    return JSON.stringify({ seq, message });
  }

  write(text: string): void {
    if (this.#isOpen) this.#socket.send(text, () => this.isBlocked || this.#release());
  }

  beat(): void {
    if (this.#isOpen) this.#socket.ping();
  }

  async drained(): Promise<void> {
    if (!this.isBlocked || !this.#isOpen) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  end(): void {
    // What a reader does not take would keep the connection for ever.
    if (this.isBlocked) this.#socket.terminate();
    else this.#socket.close(GOING_AWAY, 'resume with Last-Event-ID');
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
