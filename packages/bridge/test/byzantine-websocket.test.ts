import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS, commandResponse } from '@lighthouse/contract/api';
import { createScope, waitFor } from '@lighthouse/testkit';
import { headOf, openSocket } from './raw-socket.ts';
import type { RawSocket } from './raw-socket.ts';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { joinAgent, RISKY } from './test-agent.ts';
import { openedWs, openWs } from './test-ws.ts';
import type { TestAgent } from './test-agent.ts';

const scope = createScope(afterEach);

const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

/** A connection that has become a WebSocket, on which a test says any bytes. */
async function rawWs(bridge: TestBridge, agent: TestAgent): Promise<RawSocket> {
  const socket = await openSocket(scope, bridge);
  socket.say(headOf(agent.sign({ method: 'GET', path: API_PATHS.inbox }), HANDSHAKE));
  expect(await socket.status()).toBe(101);
  return socket;
}

/** The code of the close frame that the server sent. */
function closeCodeOf({ received }: RawSocket): number {
  const frames = Buffer.from(received.split('\r\n\r\n')[1] ?? '', 'latin1');
  const start = frames.indexOf(0x88);
  return start < 0 ? 0 : frames.readUInt16BE(start + 2);
}

/** A frame of a client: masked by zeros, payload below 126 bytes. */
function frame(firstByte: number, payload = ''): Buffer {
  const head = [firstByte, 0x80 | payload.length, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(head), Buffer.from(payload)]);
}

test('an inbox over WebSocket brings the same messages, and is resumed', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const inbox = await openedWs(scope, bob);
  const { command } = commandResponse.parse((await alice.command('k1', RISKY)).body);
  const [first] = await inbox.waitForCount(1);
  expect(first?.message).toMatchObject({ kind: 'review.requested', command, agent: 'alice' });
  inbox.socket.close();
  await waitFor(() => bridge.bridge.inbox.countOf('bob') === 0);
  const next = commandResponse.parse((await alice.command('k2', RISKY)).body);
  const resumed = await openedWs(scope, bob, { 'last-event-id': String(first?.seq) });
  const [second] = await resumed.waitForCount(1);
  expect(second?.message).toMatchObject({ command: next.command });
});

test('row 42: revocation ends an inbox over WebSocket, too', async () => {
  const bridge = await startBridge(scope);
  const chief = await joinAgent(bridge, 'chief', 'coordinator');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const inbox = await openedWs(scope, bob);
  await chief.send({ method: 'DELETE', path: `${API_PATHS.agents}/bob` });
  expect(await inbox.ended()).toBe(1001);
  expect(await openWs(scope, bob)).toBe(401);
});

test('row 38: nobody opens a WebSocket without a signature, twice with one, or too many', async () => {
  const bridge = await startBridge(scope);
  const bob = await joinAgent(bridge, 'bob', 'expert');
  expect(await openWs(scope, bob, { authorization: 'Bearer x' })).toBe(401);
  const raw = headOf(bob.sign({ method: 'GET', path: API_PATHS.inbox }), HANDSHAKE);
  const statuses: number[] = [];
  for (let i = 0; i < 2; i++) {
    const socket = await openSocket(scope, bridge);
    statuses.push(await socket.say(raw).status());
  }
  expect(statuses).toEqual([101, 409]);
  for (let i = 0; i < 3; i++) await openedWs(scope, bob);
  expect(await openWs(scope, bob)).toBe(429);
});

test('row 38: a page of another origin opens nothing', async () => {
  const settings = { originsAllowed: ['https://console.example'] };
  const bridge = await startBridge(scope, { settings });
  const bob = await joinAgent(bridge, 'bob', 'expert');
  for (const origin of ['https://evil.example', 'null', 'https://console.example.evil.example'])
    expect(await openWs(scope, bob, { origin })).toBe(403);
  await openedWs(scope, bob, { origin: 'https://console.example' });
});

test('row 38: what is no handshake of a WebSocket is refused', async () => {
  const bridge = await startBridge(scope);
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const lies = [
    [{ upgrade: 'h2c' }, 404],
    [{ 'sec-websocket-version': '7' }, 400],
    [{ 'sec-websocket-key': 'short' }, 400],
  ] as const;
  for (const [lie, status] of lies) {
    const socket = await openSocket(scope, bridge);
    const request = bob.sign({ method: 'GET', path: API_PATHS.inbox });
    socket.say(headOf(request, { ...HANDSHAKE, ...lie }));
    expect([lie, await socket.status()]).toEqual([lie, status]);
    await socket.closed();
  }
});

const TEXT = 0x81;
const FRAMES = [
  ['a message', [frame(TEXT, 'hello')], 1008],
  ['an unmasked frame', [Buffer.from([TEXT, 1, 0x78])], 1002],
  ['a reserved bit', [frame(TEXT | 0x40, 'x')], 1002],
  ['an unknown opcode', [frame(0x83)], 1002],
  ['a ping in fragments', [frame(0x09)], 1002],
  ['a continuation of nothing', [frame(0x80)], 1002],
  ['a text that is not UTF-8', [frame(TEXT, '').fill(0x81, 1, 2), Buffer.from([0xff])], 1007],
  ['a length of 2^63', [Buffer.from('82ffffffffffffffffff00000000', 'hex')], 1009],
  ['a payload that is too long', [Buffer.from('82fe2000', 'hex'), Buffer.alloc(0x2004)], 1009],
  [
    'fragments that together are too long',
    [frame(0x01, 'x'), ...Array.from({ length: 50 }, () => frame(0x00, 'x'.repeat(100)))],
    1009,
  ],
] as const;

test.each(FRAMES)('row 38: %s ends the connection', async (what, frames, code) => {
  const bridge = await startBridge(scope);
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const socket = await rawWs(bridge, bob);
  for (const bytes of frames) socket.say(bytes);
  await waitFor(() => closeCodeOf(socket) !== 0 || socket.isClosed, { what: 'the end' });
  expect([what, closeCodeOf(socket)]).toEqual([what, code]);
  await waitFor(() => bridge.bridge.inbox.countOf('bob') === 0, { what: 'the end of the stream' });
});

test('row 38: a few pings are answered, a flood of them ends the connection', async () => {
  const bridge = await startBridge(scope);
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const inbox = await openedWs(scope, bob);
  for (let i = 0; i < 5; i++) inbox.socket.ping('x');
  await waitFor(() => inbox.pongCount === 5, { what: 'pongs' });
  for (let i = 0; i < 100; i++) inbox.socket.ping();
  expect(await inbox.ended()).toBe(1008);
  expect(inbox.pongCount).toBeLessThanOrEqual(21);
});

test('row 38: empty fragments without end are not listened to for ever', async () => {
  const bridge = await startBridge(scope);
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const socket = await rawWs(bridge, bob);
  socket.say(frame(0x01));
  const empty = Buffer.concat(Array.from({ length: 1000 }, () => frame(0x00)));
  for (let sent = 0; sent < 100 && !socket.isClosed; sent++) {
    socket.say(empty);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await socket.closed();
  expect(bridge.bridge.inbox.countOf('bob')).toBe(0);
});

test('row 36: a reader of a WebSocket that does not read loses it, and finds what it missed', async () => {
  const bridge = await startBridge(scope, {
    settings: { inboxBufferBytesMax: 4096, openReviewsPerAgentMax: 100_000 },
  });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const deaf = await openedWs(scope, bob);
  deaf.socket.pause();
  const target = '語'.repeat(1000);
  let sent = 0;
  while (bridge.bridge.inbox.countOf('bob') === 1 && sent < 20_000)
    await Promise.all(
      Array.from({ length: 100 }, () => alice.command(`k${sent++}`, { ...RISKY, target })),
    );
  expect(bridge.bridge.inbox.countOf('bob')).toBe(0);
  const inbox = await openedWs(scope, bob, { 'last-event-id': '0' });
  await inbox.waitForCount(sent);
  expect(new Set(inbox.received.map(({ seq }) => seq)).size).toBe(sent);
}, 60_000);
