import { connect, createServer, type Server, type Socket } from 'node:net';
import { Link } from './link.ts';
import type { ProxyTimers } from './proxy-timers.ts';
import type { ActiveToxic } from './toxic.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface LaneParts {
  readonly target: Address;
  readonly timers: ProxyTimers;
  /** Numbers of connections of this lane begin here. */
  readonly firstConnection: number;
  /** Whether requests are looked at one by one; only then can they be doubled. */
  readonly isTapped: boolean;
}

/** Connections that the system keeps ready before they are taken. */
const BACKLOG = 4096;
const STATUS_BYTES_MAX = 4096;
const AGAIN_TIMEOUT_MS = 10_000;

/** A port of the proxy, for agents that are broken together. */
export class Lane {
  readonly #parts: LaneParts;
  readonly #links = new Set<Link>();
  #server: Server | undefined;
  #port = 0;
  #toxics: readonly ActiveToxic[] = [];
  #nextConnection: number;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#nextConnection = parts.firstConnection;
  }

  /** Opens the port: a free one the first time, the same one again later. */
  async listen(): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
      this.#link(client),
    );
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: this.#port, backlog: BACKLOG }, resolve);
    });
    this.#server = server;
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    return this.#port;
  }

  async setToxics(toxics: readonly ActiveToxic[]): Promise<void> {
    this.#toxics = toxics;
    const isDown = toxics.some(({ action }) => action.kind === 'down');
    if (isDown) await this.#stopListening();
    for (const link of this.#links) link.setToxics(toxics);
    if (!isDown && this.#server === undefined) await this.listen();
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.destroy('reset');
    await this.#stopListening();
  }

  async #stopListening(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const isClosed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const link of this.#links) link.destroy('end');
    await isClosed;
  }

  #link(client: Socket): void {
    const target = connect({ ...this.#parts.target, allowHalfOpen: true, noDelay: true });
    const link = new Link({
      client,
      target,
      connection: this.#nextConnection++,
      timers: this.#parts.timers,
      isTapped: this.#parts.isTapped,
      sendAgain: (bytes, onStatus) => this.#sendAgain(bytes, onStatus),
      onClose: () => void this.#links.delete(link),
    });
    this.#links.add(link);
    if (this.#toxics.length > 0) link.setToxics(this.#toxics);
  }

  /** Sends a request once more, on a connection of its own, and reads how it is answered. */
  #sendAgain(bytes: Buffer, onStatus: (status: string) => void): void {
    const socket = connect({ ...this.#parts.target, noDelay: true });
    let head = '';
    let isOver = false;
    const end = (status: string) => {
      if (isOver) return;
      isOver = true;
      stop();
      socket.destroy();
      onStatus(status);
    };
    const stop = this.#parts.timers.later(AGAIN_TIMEOUT_MS, () => end('no answer'));
    socket.on('data', (data) => {
      head = (head + data.toString('latin1')).slice(0, STATUS_BYTES_MAX);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
      if (status !== undefined) end(status);
    });
    socket.on('error', () => end('no answer'));
    socket.on('close', () => end('no answer'));
    socket.write(bytes);
  }
}
