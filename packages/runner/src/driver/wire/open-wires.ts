import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type ConnectionOptions } from 'node:tls';
import { tlsOptions, type TlsSettings } from '../tls-options.ts';
import { HeadMemory } from './answer-reader.ts';
import { IdleTime } from './idle-time.ts';
import { PlainSocket } from './plain-socket.ts';
import { Wire, type WireParts } from './wire.ts';

/** How long a connection may take to come about. */
const CONNECT_US_MAX = 5e6;
const LOOK_FOR_IDLE_US = 1e6;
const READ_BYTES = 65_536;
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

export interface WiresOptions {
  readonly origin: string;
  /** Of the other ways to it, on 127.0.0.1: the same to the server, down to its certificate. */
  readonly ports?: readonly number[];
  readonly tls?: TlsSettings | undefined;
  /** False for a new connection for every request. */
  readonly keepAlive: boolean;
  readonly nowUs: () => number;
}

/** Opens wires to one server, by one way or another, and watches over all of them. */
export class Wires {
  readonly #options: WiresOptions;
  readonly #url: URL;
  /** In the order in which they began. */
  readonly #connecting = new Set<Wire>();
  readonly #all: Wire[] = [];
  /** By lane. */
  readonly #parts: WireParts[] = [];
  /** Bytes are read and forgotten at once, so one buffer does for all connections. */
  readonly #buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  readonly #heads = new HeadMemory();
  readonly #idle = new IdleTime();
  #idleLookUs = 0;
  #session: Buffer | undefined;

  constructor(options: WiresOptions) {
    this.#options = options;
    this.#url = new URL(options.origin);
  }

  /** `lane`: 0 is the direct way. */
  open(lane: number): Wire {
    const wire = new Wire(this.#partsOf(lane));
    this.#all.push(wire);
    return wire;
  }

  /** Ends what takes too long to connect, and now and then what nobody uses. */
  look(): void {
    const nowUs = this.#options.nowUs();
    for (const wire of this.#connecting) {
      if (nowUs - wire.connectingSinceUs < CONNECT_US_MAX) break;
      wire.failToConnect('CONNECT_TIMEOUT');
    }
    if (nowUs < this.#idleLookUs) return;
    this.#idleLookUs = nowUs + LOOK_FOR_IDLE_US;
    for (const wire of this.#all) wire.closeIdle(nowUs);
  }

  close(): void {
    for (const wire of this.#all) wire.destroy();
  }

  /** All wires of a lane share theirs: there may be a hundred thousand. */
  #partsOf(lane: number): WireParts {
    const known = this.#parts[lane];
    if (known !== undefined) return known;
    const { nowUs, keepAlive, ports } = this.#options;
    const port = ports?.[lane - 1];
    const parts: WireParts = {
      frame: { host: this.#url.host, isKept: keepAlive },
      heads: this.#heads,
      idle: this.#idle,
      nowUs,
      connect: (wire) => this.#connect(port, wire),
      onConnecting: (one, isConnecting) =>
        void (isConnecting ? this.#connecting.add(one) : this.#connecting.delete(one)),
    };
    this.#parts[lane] = parts;
    return parts;
  }

  #connect(lanePort: number | undefined, wire: Wire): Socket {
    // An address of IPv6 stands in brackets in a URL.
    const name = this.#url.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = lanePort ?? Number(this.#url.port || PORTS[this.#url.protocol]);
    const to = { host: lanePort === undefined ? name : '127.0.0.1', port };
    if (this.#url.protocol === 'https:') return this.#openSecure(to, name, wire);
    return new PlainSocket(wire, this.#buffer).connect(to);
  }

  #openSecure(to: { host: string; port: number }, name: string, wire: Wire): Socket {
    const options: ConnectionOptions = {
      ...to,
      ...tlsOptions(this.#options.tls),
      ALPNProtocols: ['http/1.1'],
      checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ...(this.#session === undefined ? {} : { session: this.#session }),
    };
    const socket = connectTls(options);
    socket.setNoDelay(true);
    socket.on('session', (session) => (this.#session = session));
    socket.on('data', (bytes: Buffer) => wire.takeBytes(socket, bytes, bytes.length));
    socket.on('secureConnect', () => wire.takeOpen(socket));
    socket.on('end', () => wire.takeClose(socket));
    socket.on('error', (error) => wire.takeFailure(socket, error));
    socket.on('close', () => wire.takeClose(socket));
    return socket;
  }
}
