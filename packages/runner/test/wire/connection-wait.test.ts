import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { readAnswer, type Answer } from '../../src/driver/answer.ts';
import { RequestSender } from '../../src/driver/request-sender.ts';
import { Wires } from '../../src/driver/wire/open-wires.ts';
import { ScriptedServer } from './scripted-server.ts';

const scope = createScope(afterEach);

test('waiting for a connection is a part of its own of the time before an operation is sent', async () => {
  const server = await ScriptedServer.start(scope);
  server.script = { pieces: ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'] };
  let ticks = 0;
  const nowUs = () => ++ticks;
  const { origin } = server;
  const wires = new Wires({ origin, keepAlive: true, nowUs });
  scope.onClose(() => wires.close());
  const sender = new RequestSender({ connections: { shared: 1 }, timeoutUs: 1e9, nowUs, wires });
  const ask = () =>
    new Promise<Answer<unknown> & { readonly handedOverUs: number }>((resolve) =>
      sender.send(
        sender.sharedConnections(),
        { method: 'GET', path: '/', headers: [] },
        (exchange) => {
          const { handedOverUs } = exchange;
          resolve({ ...readAnswer(exchange, (body) => body), handedOverUs });
        },
      ),
    );
  const [first, second] = await Promise.all([ask(), ask()]);
  const third = await ask();
  for (const { outcome, sentUs, handedOverUs, waitedUs } of [first, second, third])
    expect([outcome, waitedUs]).toEqual(['ok', sentUs - handedOverUs]);
  expect(server.connections).toBe(1);
  // The second was there from the beginning, and had to wait for the first to be over.
  expect(second.handedOverUs).toBeLessThan(first.sentUs);
  expect(second.sentUs).toBeGreaterThanOrEqual(first.endedUs);
  expect(third.waitedUs).toBeLessThan(first.waitedUs ?? 0);
});

test('what never had a connection has not waited for one', async () => {
  const wires = new Wires({ origin: 'http://127.0.0.1:1', keepAlive: true, nowUs: () => 0 });
  scope.onClose(() => wires.close());
  const options = { connections: 'per-agent', timeoutUs: 1e9, nowUs: () => 0, wires } as const;
  const sender = new RequestSender(options);
  const answer = await new Promise<Answer<unknown>>((resolve) =>
    sender.send(sender.connectionsOfOne(0), { method: 'GET', path: '/', headers: [] }, (exchange) =>
      resolve(readAnswer(exchange, (body) => body)),
    ),
  );
  expect(answer).toMatchObject({ outcome: 'fail', error: 'ECONNREFUSED', waitedUs: undefined });
});
