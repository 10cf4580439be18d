import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS } from '@lighthouse/contract/api';
import { createScope, waitFor } from '@lighthouse/testkit';
import { headOf, openSocket } from './raw-socket.ts';
import { eventsOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import { enrolAgent, joinAgent, SAFE, TestAgent } from './test-agent.ts';

const scope = createScope(afterEach);

function command(key: string, target = 'a.txt') {
  return { path: API_PATHS.commands, key, body: { ...SAFE, target } };
}

test('a signed request within the body of one that is refused is not a request', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const inner = alice.sign(command('smuggled'));
  const hidden = `${headOf(inner, { 'content-length': String(inner.body.length) })}${inner.body}`;
  const outer = { ...inner, headers: { 'content-type': 'application/json' } };
  const socket = await openSocket(scope, bridge);
  socket.say(`${headOf(outer, { 'content-length': String(hidden.length) })}${hidden}`);
  await socket.closed();
  expect(socket.received.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 401']);
  expect(await eventsOf(bridge, { type: 'command.submitted' })).toEqual([]);
});

test('an agent that is revoked while its request is on its way says nothing more', async () => {
  const bridge = await startBridge(scope);
  const boss = await joinAgent(bridge, 'boss', 'coordinator');
  const mallory = await joinAgent(bridge, 'mallory', 'builder');
  const late = mallory.sign(command('late'));
  const socket = await openSocket(scope, bridge);
  socket.say(headOf(late, { 'content-length': String(late.body.length) }));
  socket.say(late.body.slice(0, 10));
  const path = `${API_PATHS.agents}/mallory`;
  expect((await boss.send({ method: 'DELETE', path })).status).toBe(200);
  socket.say(late.body.slice(10));
  expect(await socket.status()).toBe(401);
  expect(await eventsOf(bridge, { type: 'command.submitted' })).toEqual([]);
});

test('two sessions that say one thing at once with one key have said it once', async () => {
  const bridge = await startBridge(scope);
  const one = await joinAgent(bridge, 'twin', 'builder');
  const other = new TestAgent(bridge, one.identity);
  other.nonce = 1_000_000;
  await other.openSession();
  const twins = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other));
  const same = await Promise.all(twins.map((twin) => twin.send(command('same'))));
  expect(new Set(same.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(same.map(({ body }) => JSON.stringify(body['receipt']))).size).toBe(1);
  const different = await Promise.all(
    twins.map((twin, index) => twin.send(command('different', `${index % 2}.txt`))),
  );
  const statuses = different.map(({ status }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([...Array<number>(10).fill(200), ...Array<number>(10).fill(409)]);
  expect(await eventsOf(bridge, { type: 'command.submitted' })).toHaveLength(2);
});

test('hundreds of requests that never end keep nobody else from being served', async () => {
  const bridge = await startBridge(scope, {
    settings: { headersTimeoutMs: 1000, requestTimeoutMs: 1500 },
  });
  const eve = await enrolAgent(bridge, 'eve', 'builder');
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const head = headOf(eve.sign(command('half')), { 'content-length': '60000' });
  const halves = ['POST /v1/comm', `${head}{"a`];
  const open = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const socket = await openSocket(scope, bridge);
      return socket.say(halves[index % 2] ?? '');
    }),
  );
  expect((await alice.send(command('meanwhile'))).status).toBe(200);
  await waitFor(() => open.every(({ isClosed }) => isClosed), { what: 'the end of all of them' });
  expect(new Set(open.map(({ received }) => received.slice(9, 12)))).toEqual(new Set(['408']));
});
