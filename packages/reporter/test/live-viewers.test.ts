import { createServer, get } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, waitFor } from '@lighthouse/testkit';
import { LiveViewers } from '../src/host/live-viewers.ts';

const scope = createScope(afterEach);
const LIMIT = { limitMs: 10_000, what: 'that it happened' };
const BIG = `data: ${'x'.repeat(4_000_000)}\n\n`;

/** Viewers behind a real server, and a way to be one. */
async function startViewers() {
  let nowMs = 0;
  const viewers = new LiveViewers(
    () => nowMs,
    () => undefined,
  );
  const responses: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    responses.push(response);
    viewers.add(response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  scope.onClose(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const look = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, host: '127.0.0.1' }, resolve).on('error', reject);
    });
  const wait = (ms: number) => {
    nowMs += ms;
  };
  return { viewers, responses, look, wait };
}

function textOf(message: IncomingMessage): () => string {
  let text = '';
  message.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  message.on('error', () => undefined);
  return () => text;
}

test('a new viewer is shown the last state at once, and all that follow', async () => {
  const { viewers, look } = await startViewers();
  viewers.show('data: 1\n\n');
  const text = textOf(await look());
  viewers.show('data: 2\n\n');
  await waitFor(() => text().endsWith('data: 1\n\ndata: 2\n\n'), LIMIT);
});

test('a viewer that does not read has one event waiting for it, and is dropped at last', async () => {
  const { viewers, responses, look, wait } = await startViewers();
  const stuck = await look();
  stuck.pause();
  stuck.on('error', () => undefined);
  const text = textOf(await look());
  viewers.show(BIG);
  const [held = 0] = responses.map(({ writableLength }) => writableLength);
  for (let count = 0; count < 20; count++) viewers.show(BIG);
  expect(responses[0]?.writableLength).toBe(held);
  await waitFor(() => text().length > BIG.length, LIMIT);
  // What was read last may be told to the writer a moment later.
  await waitFor(() => responses[1]?.writableNeedDrain === false, LIMIT);
  wait(10_001);
  viewers.show('data: last\n\n');
  await waitFor(() => text().endsWith('data: last\n\n'), LIMIT);
  await waitFor(() => viewers.count === 1, LIMIT);
});

test('the end is shown to all, and waits for those alone who take it', async () => {
  const { viewers, look } = await startViewers();
  const text = textOf(await look());
  await viewers.end('event: end\ndata: {}\n\n');
  await waitFor(() => text().endsWith('event: end\ndata: {}\n\n'), LIMIT);
  expect(viewers.count).toBe(0);
});
