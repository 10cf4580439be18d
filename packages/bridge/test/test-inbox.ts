import { API_PATHS, inboxMessage } from '@lighthouse/contract/api';
import type { InboxMessage } from '@lighthouse/contract/api';
import { waitFor } from '@lighthouse/testkit';
import type { Scope } from '@lighthouse/testkit';
import { request } from 'undici';
import type { TestAgent } from './test-agent.ts';

export interface Received {
  readonly id: number;
  readonly message: InboxMessage;
}

/** An open inbox stream, and what came through it. */
export class TestInbox {
  readonly received: Received[] = [];
  readonly status: number;
  isEnded = false;
  readonly #abort: AbortController;

  constructor(status: number, abort: AbortController) {
    this.status = status;
    this.#abort = abort;
  }

  close(): void {
    this.#abort.abort();
  }

  /** Waits until so many messages have come. */
  async waitForCount(count: number): Promise<readonly Received[]> {
    await waitFor(() => this.received.length >= count, { what: `${count} messages` });
    return this.received;
  }

  waitForEnd(): Promise<true> {
    return waitFor(() => this.isEnded, { what: 'the end of the stream' });
  }
}

/** Opens an agent's inbox. Resolves when the server has answered. */
export async function openInbox(
  scope: Scope,
  agent: TestAgent,
  lastEventId?: number | string,
): Promise<TestInbox> {
  const abort = new AbortController();
  scope.onClose(() => abort.abort());
  const { method, path, headers } = agent.sign({ method: 'GET', path: API_PATHS.inbox });
  const answer = await request(`${agent.target.url}${path}`, {
    method,
    headers: {
      ...headers,
      ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
    },
    signal: abort.signal,
    bodyTimeout: 0,
  });
  const inbox = new TestInbox(answer.statusCode, abort);
  void readInto(inbox, answer.body);
  return inbox;
}

async function readInto(inbox: TestInbox, body: AsyncIterable<Uint8Array>): Promise<void> {
  let rest = '';
  try {
    for await (const chunk of body) {
      const blocks = (rest + Buffer.from(chunk).toString()).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) take(inbox, block);
    }
  } catch {
    // The connection broke: that is an end, too.
  }
  inbox.isEnded = true;
}

function take(inbox: TestInbox, block: string): void {
  const fields = new Map(
    block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]),
  );
  const data = fields.get('data');
  if (data === undefined) return;
  const message = inboxMessage.parse(JSON.parse(data));
  if (message.kind !== fields.get('event')) throw new Error('the event has another name');
  inbox.received.push({ id: Number(fields.get('id')), message });
}
