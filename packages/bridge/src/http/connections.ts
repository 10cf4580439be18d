import { isIP, type Socket } from 'node:net';
import type { Server, ServerResponse } from 'node:http';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge } from '../service/bridge.ts';
import { RecentMap } from '../domain/recent-map.ts';
import { perSecond, TokenBucket } from '../domain/token-bucket.ts';

const BUCKETS_KEPT_MIN = 10_000;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/**
 * Keeps any one address from taking all connections or sending all requests, before anything is
 * read of them. This machine's own addresses are free.
 */
export class Connections {
  readonly #bridge: Bridge;
  readonly #openCounts = new Map<string, number>();
  /**
   * An address that comes back finds its bucket as it left it, unless very many others came in
   * between.
   */
  readonly #buckets = new RecentMap<TokenBucket>(BUCKETS_KEPT_MIN);
  #answering = 0;
  #onIdle: (() => void) | undefined;
  readonly #bySocket = new WeakMap<Socket, TokenBucket>();

  constructor(bridge: Bridge, server: Server) {
    this.#bridge = bridge;
    server.maxConnections = bridge.settings.connectionsMax;
    server.on('connection', (socket) => this.#accept(socket));
    // Over TLS, requests come with another socket than the one that was accepted.
    server.on('secureConnection', (socket: Socket) => this.#know(socket));
    server.on('request', (_request, response) => this.#count(response));
  }

  /** Gives what to answer to a request whose address has sent too many. */
  refusalOf(socket: Socket): Refusal | undefined {
    const waitSeconds = this.#bySocket.get(socket)?.take(this.#bridge.nowMs()) ?? 0;
    if (waitSeconds === 0) return undefined;
    return new Refusal('TOO_MANY_REQUESTS', 'this address sends too much', waitSeconds);
  }

  /** Resolves when no request is being answered. */
  async idle(): Promise<void> {
    if (this.#answering > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  #count(response: ServerResponse): void {
    this.#answering++;
    response.on('close', this.#uncount);
  }

  /** One function for all: a response is closed once. */
  readonly #uncount = (): void => {
    this.#answering--;
    if (this.#answering === 0) this.#onIdle?.();
  };

  #accept(socket: Socket): void {
    const { connectionsPerAddressMax } = this.#bridge.settings;
    const address = socket.remoteAddress ?? '';
    if (isIP(address) === 0 || LOOPBACK.test(address)) return;
    const count = this.#openCounts.get(address) ?? 0;
    if (count >= connectionsPerAddressMax) {
      socket.destroy();
      return;
    }
    this.#openCounts.set(address, count + 1);
    this.#know(socket);
    socket.once('close', () => {
      const left = (this.#openCounts.get(address) ?? 1) - 1;
      if (left > 0) this.#openCounts.set(address, left);
      else this.#openCounts.delete(address);
    });
  }

  #know(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    if (isIP(address) === 0 || LOOPBACK.test(address)) return;
    this.#bySocket.set(socket, this.#bucketOf(address));
  }

  #bucketOf(address: string): TokenBucket {
    const { nowMs, settings } = this.#bridge;
    const known = this.#buckets.get(address);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(perSecond(settings.requestsPerSecondPerAddress), nowMs());
    this.#buckets.set(address, bucket);
    return bucket;
  }
}

const ANSWERS: ReadonlyMap<string, string> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
]);

/** Answers what is not HTTP, or not in time, and says nothing of it anywhere. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = ANSWERS.get(error.code ?? '') ?? '400 Bad Request';
  if (socket.writable)
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroy();
}
