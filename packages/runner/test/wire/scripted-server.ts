import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Scope } from '@lighthouse/testkit';
import { Client } from 'undici';
import { Exchange } from '../../src/driver/exchange.ts';
import { nameOfFailure } from '../../src/driver/failure-name.ts';
import { Wires } from '../../src/driver/wire/open-wires.ts';
import type { Wire } from '../../src/driver/wire/wire.ts';

/** What a server does when it has heard a request: pieces of bytes, each sent by itself. */
export interface Script {
  readonly pieces: readonly (string | Buffer)[];
  readonly last?: 'end' | 'reset';
}

/** What a client saw of it. */
export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly failure: string;
}

/** Answers every request by the script of the moment. */
export class ScriptedServer {
  readonly origin: string;
  connections = 0;
  script: Script = { pieces: [] };
  /** All that came, in Latin-1. */
  heard = '';

  private constructor(origin: string) {
    this.origin = origin;
  }

  static async start(scope: Scope): Promise<ScriptedServer> {
    const sockets = new Set<Socket>();
    const server = createServer({ noDelay: true }, (socket) => {
      self.connections++;
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
      socket.on('data', (bytes) => void self.#take(socket, bytes));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const self = new ScriptedServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    scope.onClose(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    });
    return self;
  }

  async #take(socket: Socket, bytes: Buffer): Promise<void> {
    this.heard += bytes.toString('latin1');
    const { pieces, last } = this.script;
    for (const piece of pieces) {
      // Each in a packet of its own: the next one waits until this one is with the kernel.
      await new Promise<void>((resolve) => socket.write(piece, 'latin1', () => resolve()));
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
    if (last === 'end') socket.end();
    if (last === 'reset') socket.resetAndDestroy();
  }
}

const nowUs = () => performance.now() * 1000;

export function openWires(scope: Scope, origin: string): Wires {
  const wires = new Wires({ origin, keepAlive: true, nowUs });
  scope.onClose(() => wires.close());
  return wires;
}

export async function askByWire(wire: Wire, method = 'GET'): Promise<Seen> {
  const exchange = await new Promise<Exchange>((resolve) =>
    wire.send({ method, path: '/', headers: [] }, new Exchange(nowUs, resolve)),
  );
  const { status, headers, failure } = exchange;
  if (failure !== '') return { status: 0, headers: {}, text: '', failure };
  return { status, headers, text: exchange.text(), failure };
}

export async function askByUndici(client: Client, method = 'GET'): Promise<Seen> {
  try {
    const { statusCode, headers, body } = await client.request({ method, path: '/' });
    return { status: statusCode, headers, text: await body.text(), failure: '' };
  } catch (error) {
    return { status: 0, headers: {}, text: '', failure: nameOfFailure(error) ?? 'BAD_REQUEST' };
  }
}

export function openUndici(scope: Scope, origin: string): Client {
  const client = new Client(origin, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  scope.onClose(() => client.destroy());
  return client;
}
