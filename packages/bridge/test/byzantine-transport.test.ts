import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS, LIMITS, problemSchema } from '@lighthouse/contract/api';
import { createScope, waitFor } from '@lighthouse/testkit';
import { headOf, openSocket } from './raw-socket.ts';
import { eventsOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import { joinAgent, RISKY, SAFE, send } from './test-agent.ts';
import { openInbox } from './test-inbox.ts';

const scope = createScope(afterEach);

const command = (body: unknown, key = 'k1') => ({ path: API_PATHS.commands, key, body });

test('row 23: who sends too much waits, and the others do not', async () => {
  const bridge = await startBridge(scope, { settings: { requestsPerSecondPerAgent: 2 } });
  const flooder = await joinAgent(bridge, 'flooder', 'builder');
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const replies = await Promise.all(
    Array.from({ length: 60 }, (_, i) => flooder.command(`k${i}`, SAFE)),
  );
  const refused = replies.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(20);
  for (const { headers, body } of refused) {
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(body).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  }
  expect((await alice.command('k1')).status).toBe(200);
  bridge.pushClock(1000);
  const later = { timeMs: bridge.nowMs() };
  expect((await flooder.send(command(SAFE, 'late'), later)).status).toBe(200);
});

test('row 23: a forged name uses up nobody’s share', async () => {
  const bridge = await startBridge(scope, { settings: { requestsPerSecondPerAgent: 5 } });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const eve = await joinAgent(bridge, 'eve', 'builder');
  const forged = { agent: 'alice', session: alice.session };
  for (let i = 0; i < 30; i++) expect((await eve.send(command(SAFE), forged)).status).toBe(401);
  expect((await alice.command('k1')).status).toBe(200);
});

test('row 24: what is not signed is refused before its body is read', async () => {
  const bridge = await startBridge(scope);
  const socket = await openSocket(scope, bridge);
  const head = { method: 'POST', path: API_PATHS.commands, headers: {}, body: '' } as const;
  const length = { 'content-length': '1000000', 'content-type': 'application/json' };
  socket.say(headOf(head, length));
  expect(await socket.status()).toBe(401);
  await socket.closed();
});

test('row 25: a body that is too long is refused by its length alone', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const socket = await openSocket(scope, bridge);
  const length = { 'content-length': String(LIMITS.bodyBytesMax + 1) };
  socket.say(headOf(alice.sign(command(SAFE)), length));
  expect(await socket.status()).toBe(413);
  await socket.closed();
});

test('row 25: a body without an end is cut off', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const socket = await openSocket(scope, bridge);
  socket.say(headOf(alice.sign(command(SAFE)), { 'transfer-encoding': 'chunked' }));
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  for (let sent = 0; sent < 40 && !socket.isClosed; sent++) {
    socket.say(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([413, 0]).toContain(await socket.status());
  await socket.closed();
});

test('row 25: a body that is shorter than it says is waited for, but not for ever', async () => {
  const bridge = await startBridge(scope, {
    settings: { headersTimeoutMs: 200, requestTimeoutMs: 300 },
  });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const socket = await openSocket(scope, bridge);
  socket.say(headOf(alice.sign(command(SAFE)), { 'content-length': '100' })).say('{"action":');
  expect(await socket.status()).toBe(408);
  await socket.closed();
});

test('row 26: a compressed body is not read', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bomb = gzipSync(Buffer.alloc(1 << 20));
  const socket = await openSocket(scope, bridge);
  const encoded = { 'content-encoding': 'gzip', 'content-length': String(bomb.length) };
  socket.say(headOf(alice.sign(command(SAFE)), encoded)).say(bomb);
  expect(await socket.status()).toBe(415);
});

test('row 26: a body of another type is not read', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const form = ['application/x-www-form-urlencoded', 'multipart/form-data'];
  for (const type of ['text/plain', 'x', ...form]) {
    const raw = alice.sign(command(SAFE));
    const reply = await send(bridge, { ...raw, headers: { ...raw.headers, 'content-type': type } });
    expect(reply).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
  }
});

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const BODIES = [
  ['deep', `{"action":${deep(100_000)}}`, 'TOO_DEEP'],
  ['of too many values', `{"steps":[${'"",'.repeat(100_000)}""]}`, 'BAD_REQUEST'],
  [
    'of a text that is too long',
    JSON.stringify({ ...SAFE, content: 'x'.repeat(300_000) }),
    'BAD_REQUEST',
  ],
  ['of too many steps', JSON.stringify({ ...SAFE, steps: Array(65).fill('') }), 'BAD_REQUEST'],
  ['cut off', '{"action":"file.read"', 'BAD_REQUEST'],
  ['marked', '\ufeff{"action":"file.read"}', 'BAD_REQUEST'],
  ['with a comma too many', '{"action":"file.read",}', 'BAD_REQUEST'],
  ['with a key twice', '{"action":"file.read","action":"host.wipe"}', 'BAD_REQUEST'],
  ['with half a letter', '{"action":"file.read","content":"\\ud800"}', 'BAD_REQUEST'],
  ['with a number that is none', '{"action":1e400}', 'BAD_REQUEST'],
  ['with a prototype', '{"action":"file.read","__proto__":{"polluted":1}}', 'BAD_REQUEST'],
  ['with a constructor', '{"action":"file.read","constructor":{"prototype":{}}}', 'BAD_REQUEST'],
  ['not an object', '"file.read"', 'BAD_REQUEST'],
  ['nothing', 'null', 'BAD_REQUEST'],
] as const;

test('rows 27 to 29: a body that is no honest JSON is refused', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  for (const [what, body, code] of BODIES) {
    const reply = await alice.send(command(body));
    expect([what, reply.status, reply.body['code']]).toEqual([what, 400, code]);
    expect(problemSchema.parse(reply.body).detail).not.toContain('undefined');
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(await eventsOf(bridge, { type: 'command.submitted' })).toEqual([]);
});

test('row 28: a body that is not UTF-8 is refused', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const raw = alice.sign(command('{"action":"file.read"}'));
  const socket = await openSocket(scope, bridge);
  const body = Buffer.from('{"action":"\xff"}', 'latin1');
  socket.say(headOf(raw, { 'content-length': String(body.length) })).say(body);
  expect(await socket.status()).toBe(401);
});

test('row 36: a head that does not end is waited for, but not for ever', async () => {
  const bridge = await startBridge(scope, {
    settings: { headersTimeoutMs: 200, requestTimeoutMs: 300 },
  });
  const socket = await openSocket(scope, bridge);
  socket.say('GET /health HTTP/1.1\r\nhost: x\r\n');
  const dripping = setInterval(() => socket.say('x-slow: 1\r\n'), 20);
  expect([408, 0]).toContain(await socket.status());
  clearInterval(dripping);
  await socket.closed();
});

test('row 36: a reader that does not read loses its stream, and finds what it missed', async () => {
  const bridge = await startBridge(scope, {
    settings: { inboxBufferBytesMax: 4096, openReviewsPerAgentMax: 100_000 },
  });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const socket = await openSocket(scope, bridge);
  socket.socket.pause();
  socket.say(headOf(bob.sign({ method: 'GET', path: API_PATHS.inbox })));
  await waitFor(() => bridge.bridge.inbox.countOf('bob') === 1);
  let sent = 0;
  // Three bytes a character: what the kernel buffers is soon used up.
  const target = '語'.repeat(1000);
  while (bridge.bridge.inbox.countOf('bob') === 1 && sent < 20_000) {
    const batch = Array.from({ length: 100 }, () =>
      alice.command(`k${sent++}`, { ...RISKY, target }),
    );
    await Promise.all(batch);
  }
  expect(bridge.bridge.inbox.countOf('bob')).toBe(0);
  const inbox = await openInbox(scope, bob, 0);
  await inbox.waitForCount(sent);
  expect(new Set(inbox.received.map(({ id }) => id)).size).toBe(sent);
}, 60_000);

test('row 36: an agent opens a few streams, not all there are', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const inboxes = [];
  for (let i = 0; i < 4; i++) inboxes.push(await openInbox(scope, alice));
  expect((await openInbox(scope, alice)).status).toBe(429);
  inboxes[0]?.close();
  await waitFor(() => bridge.bridge.inbox.countOf('alice') === 3);
  expect((await openInbox(scope, alice)).status).toBe(200);
});

const HEADS = [
  ['two lengths', 'content-length: 5\r\ncontent-length: 6\r\n'],
  ['a length and chunks', 'content-length: 5\r\ntransfer-encoding: chunked\r\n'],
  ['a folded header', 'x-a: 1\r\n  folded\r\n'],
  ['a length that is no number', 'content-length: +5\r\n'],
  ['an unknown coding', 'transfer-encoding: xchunked\r\n'],
  ['a bare line feed', 'x-a: 1\nx-b: 2\r\n'],
] as const;

test('row 37: a head that can be read in two ways is refused', async () => {
  const bridge = await startBridge(scope);
  for (const [what, lines] of HEADS) {
    const socket = await openSocket(scope, bridge);
    socket.say(`POST /v1/commands HTTP/1.1\r\nhost: x\r\n${lines}\r\nhello`);
    const status = await socket.status();
    expect([what, status === 400 || status === 401]).toEqual([what, true]);
    await socket.closed();
    expect(socket.received.match(/^HTTP\/1\.1/gm)).toHaveLength(1);
  }
});

test('row 39: a browser gets nothing from another origin', async () => {
  const bridge = await startBridge(scope);
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
  const reply = await send(bridge, { method: 'GET', path: '/health', headers, body: '' });
  const names = Object.keys(reply.headers);
  expect(names.filter((name) => /^(access-control|set-cookie)/.test(name))).toEqual([]);
});

const NOISE = [
  ['a TLS hello', Buffer.from('16030100', 'hex')],
  ['zeros', Buffer.alloc(100)],
  ['another protocol', Buffer.from('SSH-2.0-OpenSSH_9.0\r\n')],
  ['a method without an end', Buffer.alloc(100_000, 'A')],
  ['a head that is too long', Buffer.from(`GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)],
] as const;

test('row 44: what is not HTTP ends its connection, and nobody hears of it', async () => {
  const bridge = await startBridge(scope);
  for (const [what, bytes] of NOISE) {
    const socket = await openSocket(scope, bridge);
    socket.say(bytes);
    const status = await socket.status();
    expect([what, [400, 431, 0].includes(status)]).toEqual([what, true]);
    await socket.closed();
  }
});

test('row 45: health, readiness, metrics and problems tell no secrets and no names', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice-in-person', 'builder');
  await alice.command('key-of-alice', { ...SAFE, content: 'content-of-alice' });
  await alice.send(command('{"broken'));
  const get = (path: string) => send(bridge, { method: 'GET', path, headers: {}, body: '' });
  const replies = [await get('/health'), await get('/ready'), await get('/metrics')];
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  replies.push(await get('/nowhere'), await get('/v1/info'), await get('/v1/events/%zz'));
  expect(replies.slice(3).map(({ status }) => status)).toEqual([404, 401, 400]);
  for (const { text } of replies) {
    expect(text).not.toMatch(/alice|key-of|content-of|node_modules|\.ts|at .*:\d+:\d+/);
    expect(text).not.toContain(alice.identity.secret);
  }
  expect(replies[2]?.text).toMatch(
    /lighthouse_requests_total\{route="\/v1\/commands",status="200"\} 1/,
  );
});

test('row 46: whoever is caught again and again fills no log', async () => {
  const bridge = await startBridge(scope, { isClockStill: true });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const lie = command({ ...SAFE, agent: 'bob' });
  await Promise.all(Array.from({ length: 100 }, () => alice.send(lie)));
  await bridge.settle();
  expect(await eventsOf(bridge, { stream: '$audit' })).toHaveLength(5);
  bridge.pushClock(20_000);
  await alice.send(lie);
  await bridge.settle();
  const [note] = (await eventsOf(bridge, { stream: '$audit' })).slice(5);
  expect(JSON.parse(Buffer.from(note!.payload).toString())).toMatchObject({ suppressed: 95 });
});

test('a path that is long, odd or malformed is not found, and nothing breaks', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const ends = ['x'.repeat(5000), '%00', '%zz', '..%2f..', '%ff', '//', '?x=%zz', ';a=b', '#'];
  for (const end of ends)
    for (const [method, path] of [
      ['DELETE', API_PATHS.agents],
      ['POST', API_PATHS.reviews],
      ['GET', API_PATHS.events],
    ] as const) {
      const socket = await openSocket(scope, bridge);
      socket.say(headOf(alice.sign({ method, path: `${path}/${end}`, key: 'k' })));
      const status = await socket.status();
      const what = `${method} ${end.slice(0, 20)}: ${Math.floor(status / 100)}xx`;
      expect(what).toBe(`${method} ${end.slice(0, 20)}: 4xx`);
    }
});

test('a path with another method is named as such', async () => {
  const bridge = await startBridge(scope);
  const raw = { method: 'DELETE', path: API_PATHS.commands, headers: {}, body: '' } as const;
  expect(await send(bridge, raw)).toMatchObject({
    status: 405,
    body: { code: 'METHOD_NOT_ALLOWED' },
  });
});
