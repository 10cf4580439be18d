import net from 'node:net';
import tls from 'node:tls';
import type { NowUs } from '../exchange.ts';
import { readRawAnswer, type RawAnswer } from './raw-answer.ts';

/** What came back from a connection of its own: an answer, or how it broke. */
export interface RawEnd {
  readonly answer: RawAnswer | undefined;
  /** Kind of broken connection; empty when there is an answer. */
  readonly failure: string;
  readonly sentUs: number;
  readonly endedUs: number;
}

export interface RawParts {
  readonly origin: string;
  readonly nowUs: NowUs;
  readonly timeoutMs: number;
}

const ANSWER_BYTES_MAX = 4 << 20;
const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/**
 * Connections on which anything at all can be said, one for each exchange: for what no HTTP client
 * lets pass. The server's certificate is not checked: nothing that is sent here is secret.
 */
export class RawConnections {
  readonly #parts: RawParts;
  readonly #open = new Map<net.Socket, (failure: string) => void>();

  constructor(parts: RawParts) {
    this.#parts = parts;
  }

  /** Sends bytes and reads one answer. `onOpen` may say more on the same connection. */
  exchange(
    bytes: Buffer,
    options: { readonly onOpen?: (socket: net.Socket) => void; readonly keep?: boolean } = {},
  ): Promise<RawEnd> {
    const { nowUs, timeoutMs } = this.#parts;
    return new Promise((resolve) => {
      const socket = this.#connect();
      let received: Buffer = Buffer.alloc(0);
      let sentUs = nowUs();
      const end = (failure: string) => {
        const answer = readRawAnswer(received, failure !== '');
        if (!this.#open.has(socket)) return;
        this.#open.delete(socket);
        if (options.keep !== true) socket.destroy();
        const isAnswered = answer !== undefined;
        resolve({ answer, failure: isAnswered ? '' : failure, sentUs, endedUs: nowUs() });
      };
      this.#open.set(socket, end);
      socket.setTimeout(timeoutMs, () => end('TIMEOUT'));
      socket.on('connect', () => {
        sentUs = nowUs();
        socket.write(bytes);
        options.onOpen?.(socket);
      });
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        if (received.length > ANSWER_BYTES_MAX) return end('ANSWER_TOO_LARGE');
        if (readRawAnswer(received, false) !== undefined) end('');
      });
      socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'CONNECTION_BROKEN'));
      socket.on('close', () => end('CONNECTION_CLOSED'));
    });
  }

  /** Ends everything that is under way, as not answered. */
  giveUpAll(failure: string): void {
    for (const [socket, end] of this.#open) {
      end(failure);
      socket.destroy();
    }
  }

  #connect(): net.Socket {
    const { protocol, hostname, port } = new URL(this.#parts.origin);
    // An address of IPv6 stands in brackets in a URL.
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    if (protocol !== 'https:') return net.connect(Number(port || HTTP_PORT), host);
    const servername = net.isIP(host) === 0 ? { servername: host } : {};
    const options = { host, port: Number(port || HTTPS_PORT), rejectUnauthorized: false };
    return tls.connect({ ...options, ...servername });
  }
}
