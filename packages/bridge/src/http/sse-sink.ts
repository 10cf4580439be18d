import type { ServerResponse } from 'node:http';
import type { StreamSink } from '../inbox/inbox-stream.ts';
import type { Delivery } from '../inbox/recent-messages.ts';

const FLUSH_AT_LENGTH = 64 * 1024;

/**
 * Writes a stream of server-sent events to an HTTP response. What is written in one turn of the
 * event loop leaves together; while the reader has not taken what left before, it waits here.
 */
export class SseSink implements StreamSink {
  readonly #response: ServerResponse;
  #pending = 'retry: 1000\n\n';
  #isScheduled = false;
  #isBlocked = false;

  constructor(response: ServerResponse) {
    this.#response = response;
    // Whoever reads has gone: `close` follows, and the stream is resumed by another request.
    response.on('error', () => {});
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      Connection: 'close',
      'X-Accel-Buffering': 'no',
    });
    this.#flush();
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  get bufferedBytes(): number {
    return Buffer.byteLength(this.#pending) + this.#response.writableLength;
  }

  textOf({ seq, message }: Delivery): string {
    return `id: ${seq}\nevent: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`;
  }

  beat(): void {
    this.write(':\n\n');
  }

  write(text: string): void {
    this.#pending += text;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  async drained(): Promise<void> {
    if (this.#pending.length >= FLUSH_AT_LENGTH) this.#flush();
    const response = this.#response;
    if (!this.#isBlocked || response.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        response.off('drain', done);
        response.off('close', done);
        resolve();
      };
      response.on('drain', done);
      response.on('close', done);
    });
  }

  end(): void {
    this.#flush();
    // What a reader does not take would keep the connection for ever.
    if (this.#isBlocked) this.#response.destroy();
    else this.#response.end();
  }

  #flush(): void {
    if (this.#isBlocked || this.#pending === '' || this.#response.destroyed) return;
    const text = this.#pending;
    this.#pending = '';
    if (this.#response.write(text)) return;
    this.#isBlocked = true;
    this.#response.once('drain', () => {
      this.#isBlocked = false;
      this.#flush();
    });
  }
}
