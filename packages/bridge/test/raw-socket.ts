import net from 'node:net';
import type { Scope } from '@lighthouse/testkit';
import { waitFor } from '@lighthouse/testkit';
import type { RawRequest, Target } from './test-agent.ts';

/** A connection on which a test says whatever it wants. */
export class RawSocket {
  readonly socket: net.Socket;
  received = '';
  isClosed = false;

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => (this.received += chunk.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => (this.isClosed = true));
  }

  say(bytes: string | Uint8Array): this {
    if (!this.socket.destroyed) this.socket.write(bytes);
    return this;
  }

  /**
   * Waits for the status line of the first answer; 0 when the connection was closed without one.
   */
  async status(): Promise<number> {
    const find = () => /^HTTP\/1\.1 (\d{3}) .*\r\n/.exec(this.received)?.[1];
    const found = await waitFor(() => find() ?? (this.isClosed ? '0' : undefined), {
      what: 'an answer',
    });
    return Number(found);
  }

  closed(): Promise<true> {
    return waitFor(() => this.isClosed, { what: 'the end of the connection' });
  }
}

export async function openSocket(scope: Scope, { url }: Target): Promise<RawSocket> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  scope.onClose(() => void socket.destroy());
  const raw = new RawSocket(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  return raw;
}

/** The head of a request, as it goes over the wire, with headers added or replaced. */
export function headOf(
  { method, path, headers }: RawRequest,
  extra: Readonly<Record<string, string>> = {},
): string {
  const all = Object.entries({ host: 'x', ...headers, ...extra });
  return `${method} ${path} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
