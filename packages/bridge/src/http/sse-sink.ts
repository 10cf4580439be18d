import type { ServerResponse } from 'node:http';
import type { StreamSink } from '../inbox/inbox-stream.ts';

const DRAINED_BELOW_BYTES = 16 * 1024;

/** Writes a stream of server-sent events to an HTTP response. */
export class SseSink implements StreamSink {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.write('retry: 1000\n\n');
  }

  get bufferedBytes(): number {
    return this.#response.writableLength;
  }

  write(text: string): void {
    this.#response.write(text);
  }

  drained(): Promise<void> {
    const response = this.#response;
    if (response.destroyed || this.bufferedBytes < DRAINED_BELOW_BYTES) return Promise.resolve();
    return new Promise((resolve) => {
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
    // What waits in the buffer of a reader that does not read would keep the connection for ever.
    if (this.bufferedBytes > 0) this.#response.destroy();
    else this.#response.end();
  }
}
