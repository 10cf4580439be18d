import { API_PATHS, inboxMessage } from '@lighthouse/contract/api';
import type { InboxMessage } from '@lighthouse/contract/api';
import { waitFor } from '@lighthouse/testkit';
import type { Scope } from '@lighthouse/testkit';
import { WebSocket } from 'ws';
import type { TestAgent } from './test-agent.ts';

/** An inbox over WebSocket, and what came through it. */
export class TestWs {
  readonly socket: WebSocket;
  readonly received: { readonly seq: number; readonly message: InboxMessage }[] = [];
  pongCount = 0;
  /** Of the end; undefined while it is open. */
  closeCode: number | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      const { seq, message } = JSON.parse(data.toString()) as { seq: number; message: unknown };
      this.received.push({ seq, message: inboxMessage.parse(message) });
    });
    socket.on('pong', () => this.pongCount++);
    socket.on('error', () => {});
    socket.on('close', (code) => (this.closeCode = code));
  }

  async waitForCount(count: number): Promise<TestWs['received']> {
    await waitFor(() => this.received.length >= count, { what: `${count} messages` });
    return this.received;
  }

  async ended(): Promise<number> {
    await waitFor(() => this.closeCode !== undefined, { what: 'the end of the stream' });
    return this.closeCode ?? 0;
  }
}

/** Opens an agent's inbox. Resolves with it, or with the status of the refusal. */
export function openWs(
  scope: Scope,
  agent: TestAgent,
  more: Readonly<Record<string, string>> = {},
): Promise<TestWs | number> {
  const { path, headers } = agent.sign({ method: 'GET', path: API_PATHS.inbox });
  const url = `${agent.target.url.replace('http', 'ws')}${path}`;
  const socket = new WebSocket(url, { headers: { ...headers, ...more } });
  scope.onClose(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, answer) => {
      resolve(answer.statusCode ?? 0);
      answer.resume();
    });
    // Before anything can come: a message may arrive with the handshake.
    const opened = new TestWs(socket);
    socket.on('open', () => resolve(opened));
    socket.on('error', reject);
  });
}

/** As `openWs`, for an inbox that opens. */
export async function openedWs(...args: Parameters<typeof openWs>): Promise<TestWs> {
  const opened = await openWs(...args);
  if (typeof opened === 'number') throw new Error(`refused with ${opened}`);
  return opened;
}
