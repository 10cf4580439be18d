import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { readHistory } from '../src/history/history-reader.ts';
import { constantCrowd, runLoad, startKnownServer } from './run-load.ts';

const scope = createScope(afterEach);
const keyOf = () => '';
const crowd = constantCrowd({ agents: 2, ratePerSecond: 25, seconds: 0.4 });

/** Answers enrolment and sessions as a bridge would, and leaves commands to `onCommand`. */
async function startServer(onCommand: (socket: Socket) => void): Promise<string> {
  const receipt = { logId: '00', seq: 1, mac: 'A'.repeat(44) };
  const credential = { agent: 'a', credential: 1, secret: 'A'.repeat(43), logId: '00' };
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      if (chunk.includes('POST /v1/commands')) return onCommand(socket);
      if (!/POST \/v1\/(agents|sessions)/.test(chunk.toString())) return;
      const body = JSON.stringify({ ...credential, session: 's', receipt });
      socket.write(`HTTP/1.1 201 Created\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
    scope.onClose(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scope.onClose(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(status: string, body: string): (socket: Socket) => void {
  return (socket) =>
    socket.write(`HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

test.each([
  ['a refusal did not happen', answer('403 No', '{"code":"FORBIDDEN"}'), 'fail', 'FORBIDDEN'],
  ['a refusal without a code has its status', answer('429 No', ''), 'fail', 'HTTP_429'],
  ['a server error may have happened', answer('500 No', '{"code":"INTERNAL"}'), 'info', 'INTERNAL'],
  [
    'an answer without a receipt proves nothing',
    answer('200 OK', '{}'),
    'info',
    'MALFORMED_ANSWER',
  ],
  [
    'what is not HTTP proves nothing',
    (socket: Socket) => socket.write('nonsense\r\n\r\n'),
    'info',
    'MALFORMED_ANSWER',
  ],
  [
    'a closed connection may have happened',
    (socket: Socket) => socket.end(),
    'info',
    'CONNECTION_CLOSED',
  ],
  ['a reset may have happened', (socket: Socket) => socket.resetAndDestroy(), 'info', 'ECONNRESET'],
] as const)('%s', async (_what, onCommand, outcome, error) => {
  const origin = await startServer((socket) => void onCommand(socket));
  // What the server leaves unanswered is waited for as long as that.
  const { metrics, historyDir } = await runLoad(scope, crowd, { origin, timeoutMs: 2000 });
  const command = metrics.slices().find(({ op }) => op === 'command');
  expect(command?.counts.intended).toBeGreaterThanOrEqual(18);
  expect(command?.counts[outcome]).toBe(command?.counts.intended);
  expect(command?.errors).toEqual({ [error]: command?.counts.intended });
  expect(metrics.isConserved).toBe(true);
  const commands = [...readHistory(historyDir, keyOf)].filter(({ kind }) => kind === 'command');
  expect(commands).toHaveLength(command?.counts.intended ?? 0);
  expect(commands.every((record) => record.outcome === outcome)).toBe(true);
});

test('what is not answered in time may have happened, and its time counts', async () => {
  const origin = await startServer(() => {});
  const { metrics } = await runLoad(scope, crowd, { origin, timeoutMs: 300 });
  const command = metrics.slices().find(({ op }) => op === 'command');
  expect(command?.errors).toEqual({ TIMEOUT: command?.counts.intended });
  expect(command?.counts.info).toBe(command?.counts.intended);
  expect(command?.latency.min).toBeGreaterThanOrEqual(300);
  // A busy machine looks late; it must not wait for the answer that never comes.
  expect(command?.latency.max).toBeLessThan(5000);
});

test('a server that is gone took nothing, and every operation is accounted for', async () => {
  const origin = await startKnownServer(scope, { kind: 'constant', ms: 5 });
  const isGone = runLoad(scope, crowd, { origin });
  await scope.close();
  const { metrics } = await isGone;
  const { counts } = metrics;
  expect(counts.ok).toBeLessThan(counts.intended);
  expect(metrics.isConserved).toBe(true);
});

test('too many operations of one agent at a time are dropped, not put off', async () => {
  const origin = await startServer(() => {});
  const busy = constantCrowd({ agents: 1, ratePerSecond: 200, seconds: 1 });
  const { metrics } = await runLoad(scope, busy, { origin, timeoutMs: 5000, stopAfterMs: 1500 });
  const command = metrics.slices().find(({ op }) => op === 'command');
  expect(command?.counts).toMatchObject({ info: 64 });
  expect(command?.errors).toEqual({
    IN_FLIGHT_LIMIT: command?.counts.dropped,
    NOT_ANSWERED_AT_END: 64,
  });
  expect(metrics.isConserved).toBe(true);
});

test('what is under way at the end is given up, counted and in the history', async () => {
  const origin = await startServer(() => {});
  const { metrics, historyDir } = await runLoad(scope, crowd, { origin, stopAfterMs: 300 });
  expect(metrics.isConserved).toBe(true);
  const command = metrics.slices().find(({ op }) => op === 'command');
  const commands = [...readHistory(historyDir, keyOf)].filter(({ kind }) => kind === 'command');
  // On a busy machine one may still wait for its connection: that one did not happen.
  const { info = -1, fail = 0 } = command?.counts ?? {};
  expect(commands).toHaveLength(info + fail);
  expect(command?.errors).toEqual({ NOT_ANSWERED_AT_END: commands.length });
});
