import net from 'node:net';
import type { FuzzedRequest } from './requests.ts';

const ANSWER_LIMIT_MS = 20_000;
const HEAD_END = '\r\n\r\n';

/** A keep-alive connection that is opened again whenever it was closed. */
export class FuzzConnection {
  readonly #port: number;
  #socket: net.Socket | undefined;
  #received = '';
  #onChange = () => {};

  constructor(url: string) {
    this.#port = Number(new URL(url).port);
  }

  /** Sends it. Resolves with the status of the answer, 0 when the connection was closed instead. */
  async exchange({ bytes, isLast }: FuzzedRequest): Promise<number> {
    const socket = this.#open();
    this.#received = '';
    if (isLast) socket.end(bytes);
    else socket.write(bytes);
    const status = await this.#answer(socket);
    if (isLast || status === 0) this.close();
    return status;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): net.Socket {
    if (this.#socket !== undefined && !this.#socket.destroyed && this.#socket.writable)
      return this.#socket;
    const socket = net.connect(this.#port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString('latin1');
      this.#onChange();
    });
    socket.on('error', () => {});
    socket.on('close', () => this.#onChange());
    this.#socket = socket;
    return socket;
  }

  #answer(socket: net.Socket): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer')), ANSWER_LIMIT_MS);
      const end = (status: number) => {
        clearTimeout(timer);
        this.#onChange = () => {};
        resolve(status);
      };
      this.#onChange = () => {
        const status = this.#whole();
        if (status !== undefined) end(status);
        else if (socket.destroyed) end(statusIn(this.#received));
      };
    });
  }

  /** The status once the whole answer is here. A stream that has begun is an answer: it is left. */
  #whole(): number | undefined {
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return undefined;
    const head = this.#received.slice(0, headEnd);
    if (head.startsWith('HTTP/1.1 100')) {
      this.#received = this.#received.slice(headEnd + HEAD_END.length);
      return this.#whole();
    }
    const isStream = /\r\n(content-type: text\/event-stream|upgrade:)/i.test(head);
    if (isStream) this.close();
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const isAll = this.#received.length >= headEnd + HEAD_END.length + length;
    return isStream || isAll ? statusIn(head) : undefined;
  }
}

function statusIn(text: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}
