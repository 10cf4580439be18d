import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS, commandResponse, enrolResponse } from '@lighthouse/contract/api';
import { createScope } from '@lighthouse/testkit';
import { auditOf, eventsOf } from './read-events.ts';
import { COORDINATOR_TOKEN, startBridge } from './start-bridge.ts';
import { enrolAgent, enrolRequestOf, joinAgent, SAFE, send, TestAgent } from './test-agent.ts';

const scope = createScope(afterEach);

const command = (body: unknown = SAFE, key = 'k1') => ({ path: API_PATHS.commands, key, body });

test('row 01: a body that names another agent is refused, and noted in the log', async () => {
  const bridge = await startBridge(scope);
  await joinAgent(bridge, 'bob', 'builder');
  const alice = await joinAgent(bridge, 'alice', 'builder');
  for (const member of ['agent', 'agentId', 'agent_id'])
    expect(await alice.send(command({ ...SAFE, [member]: 'bob' }))).toMatchObject({
      status: 403,
      body: { code: 'IDENTITY_MISMATCH' },
    });
  expect(await eventsOf(bridge, { agent: 'bob', type: 'command.submitted' })).toEqual([]);
  expect(await auditOf(bridge)).toMatchObject([
    { agent: 'alice', code: 'IDENTITY_MISMATCH', route: 'POST /v1/commands', suppressed: 0 },
    { agent: 'alice' },
    { agent: 'alice' },
  ]);
});

test('row 01: even its own name is no member of a body', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  expect((await alice.send(command({ ...SAFE, agent: 'alice' }))).status).toBe(400);
});

test('row 02: unknown, revoked and mistaken agents are answered alike', async () => {
  const bridge = await startBridge(scope);
  const chief = await joinAgent(bridge, 'chief', 'coordinator');
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const gone = await joinAgent(bridge, 'gone', 'builder');
  const path = `${API_PATHS.agents}/gone`;
  expect((await chief.send({ method: 'DELETE', path })).status).toBe(200);
  const replies = [
    await alice.send(command(), { agent: 'nobody' }),
    await alice.send(command(), { secret: randomBytes(32) }),
    await alice.send(command(), { credential: 2 }),
    await gone.send(command()),
    await gone.send(command(), { session: '-' }),
  ];
  for (const { status, text, headers } of replies) {
    expect([status, text]).toEqual([401, replies[0]?.text]);
    expect(headers['www-authenticate']).toBe('LH1');
  }
});

const ALTERATIONS = [
  ['altered', (mac: string) => `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`],
  ['too short', (mac: string) => mac.slice(1)],
  ['too long', (mac: string) => `${mac}A`],
  ['not base64url', (mac: string) => `!${mac.slice(1)}`],
  ['missing', () => ''],
  ['followed by another part', (mac: string) => `${mac};x`],
] as const;

test('row 03: a MAC that is not exactly right is refused', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const raw = alice.sign(command());
  const [head, mac = ''] = (raw.headers['authorization'] ?? '').split(/;(?=[^;]*$)/);
  for (const [what, alter] of ALTERATIONS) {
    const headers = { ...raw.headers, authorization: `${head};${alter(mac)}` };
    const { status, body } = await send(bridge, { ...raw, headers });
    expect([what, status, body['code']]).toEqual([what, 401, 'UNAUTHENTICATED']);
  }
  expect((await send(bridge, raw)).status).toBe(200);
});

test('row 04: a role that is asked for later is not given', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  expect((await alice.send(command({ ...SAFE, role: 'coordinator' }))).status).toBe(400);
  const session = { path: API_PATHS.sessions, body: { role: 'coordinator' } };
  const reply = await alice.send(session, { session: '-' });
  expect(reply.body).toMatchObject({ role: 'builder' });
  const others = await alice.get(`${API_PATHS.events}?agent=bob`);
  expect(others.status).toBe(404);
});

test.each([-31_000, 31_000, -1e12])(
  'row 05: a request that was signed %d ms from now is refused',
  async (offMs) => {
    const bridge = await startBridge(scope);
    const alice = await joinAgent(bridge, 'alice', 'builder');
    const timeMs = Date.now() + offMs;
    expect(await alice.send(command(), { timeMs })).toMatchObject({
      status: 401,
      body: { code: 'TOKEN_EXPIRED' },
    });
    expect((await alice.send(command(), { timeMs: Date.now() - 25_000 })).status).toBe(200);
  },
);

test('row 05: a session ends when its time has come', async () => {
  const bridge = await startBridge(scope, { settings: { sessionMs: 10_000 } });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  bridge.pushClock(10_000);
  for (const step of ['before the sweep', 'after it']) {
    const reply = await alice.send(command(), { timeMs: bridge.nowMs() });
    expect([step, reply.status, reply.body['code']]).toEqual([step, 401, 'TOKEN_EXPIRED']);
    await bridge.sweep();
  }
});

test('row 06: a stolen signature does for nothing else, and not twice', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const raw = alice.sign(command());
  const stolen = [
    { ...raw, body: raw.body.replace('a.txt', 'b.txt') },
    { ...raw, path: API_PATHS.events },
    { ...raw, path: `${raw.path}?x=1` },
    { ...raw, headers: { ...raw.headers, 'idempotency-key': 'k2' } },
  ];
  for (const each of stolen) expect((await send(bridge, each)).status).toBe(401);
  const query = alice.sign({ method: 'GET', path: API_PATHS.events });
  expect((await send(bridge, query)).status).toBe(200);
  expect(await send(bridge, query)).toMatchObject({ status: 409, body: { code: 'REPLAY' } });
  expect(await auditOf(bridge)).toMatchObject([{ agent: 'alice', code: 'REPLAY' }]);
});

test('row 07: an exact replay gets the original receipt, and nothing happens twice', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const raw = alice.sign(command());
  const [first, second] = [await send(bridge, raw), await send(bridge, raw)];
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(second.text).toBe(first.text);
  expect(second.headers['lighthouse-receipt']).toBe(first.headers['lighthouse-receipt']);
  expect(await eventsOf(bridge, { type: 'command.submitted' })).toHaveLength(1);
});

test('row 07: a retry that overtakes its original gets the same answer', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const replies = await Promise.all(Array.from({ length: 20 }, () => alice.command('k1')));
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect(await eventsOf(bridge, { type: 'command.submitted' })).toHaveLength(1);
});

test('row 08: the same key with other content is a conflict, and noted in the log', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  await alice.command('k1', { ...SAFE, steps: ['one', 'two'] });
  const others = [
    alice.command('k1', { ...SAFE, steps: ['one', 'tw', 'o'] }),
    alice.command('k1', { ...SAFE, steps: ['one', 'twO'] }),
    alice.command('k1', { ...SAFE, target: 'b.txt', steps: ['one', 'two'] }),
    alice.send({ path: API_PATHS.events, key: 'k1', body: { type: 'note', content: '' } }),
  ];
  for (const reply of await Promise.all(others))
    expect(reply).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_CONFLICT' } });
  expect(await auditOf(bridge)).toHaveLength(4);
  const again = await alice.command('k1', { ...SAFE, steps: ['one', 'two'] });
  expect(again.status).toBe(200);
});

test('row 09: what was sent before a restart is known after it', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const raws = [
    alice.sign(command(SAFE, 'k1')),
    alice.sign({ path: API_PATHS.events, key: 'k2', body: { type: 'note', content: 'x' } }),
  ];
  const query = alice.sign({ method: 'GET', path: API_PATHS.events });
  const opening = alice.sign({ path: API_PATHS.sessions }, { session: '-' });
  const replies = await Promise.all(raws.map((raw) => send(bridge, raw)));
  expect((await send(bridge, query)).status).toBe(200);
  expect((await send(bridge, opening)).status).toBe(201);
  await bridge.restart();
  for (const [index, raw] of raws.entries()) {
    const again = await send(bridge, raw);
    expect([again.status, again.text]).toEqual([200, replies[index]?.text]);
  }
  expect(await send(bridge, query)).toMatchObject({ status: 401, body: { code: 'TOKEN_EXPIRED' } });
  expect(await send(bridge, opening)).toMatchObject({ status: 409, body: { code: 'REPLAY' } });
  const conflict = await alice.command('k1', { ...SAFE, target: 'other' });
  expect(conflict.body).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  expect((await alice.command('k3')).status).toBe(200);
});

test('row 09: a number that an earlier life has seen is not taken for something new', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  await alice.command('k1');
  const used = alice.nonce;
  await bridge.restart();
  const reply = await alice.send(command(SAFE, 'k2'), { nonce: used });
  expect(reply).toMatchObject({ status: 409, body: { code: 'REPLAY' } });
});

test('row 10: what was signed for another log is refused', async () => {
  const [here, there] = [await startBridge(scope), await startBridge(scope)];
  const alice = await joinAgent(here, 'alice', 'builder');
  const other = await joinAgent(there, 'alice', 'builder');
  const raw = alice.sign(command());
  expect((await send(there, raw)).status).toBe(401);
  const imposter = new TestAgent(there, { ...alice.identity, logId: there.logId });
  imposter.session = other.session;
  expect((await imposter.send(command())).status).toBe(401);
  expect((await alice.send(command(), { logId: there.logId })).status).toBe(401);
  expect((await send(here, raw)).status).toBe(200);
});

test('row 15: nobody registers without a token, and no more than there may be', async () => {
  const bridge = await startBridge(scope, { settings: { agentsMax: 2 } });
  for (const token of ['', 'wrong', `${COORDINATOR_TOKEN}x`])
    expect(
      (await send(bridge, enrolRequestOf({ agent: 'a', role: 'builder' }, token))).status,
    ).toBe(401);
  await enrolAgent(bridge, 'a', 'builder');
  await enrolAgent(bridge, 'b', 'builder');
  const reply = await send(bridge, enrolRequestOf({ agent: 'c', role: 'builder' }));
  expect(reply).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
});

test('row 41: nobody becomes what its token does not make, or somebody who is there', async () => {
  const bridge = await startBridge(scope);
  const wanted = { agent: 'eve', role: 'coordinator' };
  expect((await send(bridge, enrolRequestOf(wanted))).status).toBe(403);
  expect((await send(bridge, enrolRequestOf({ agent: 'eve', role: 'admin' }))).status).toBe(400);
  const eve = await joinAgent(bridge, 'eve', 'builder');
  for (const role of ['builder', 'expert']) {
    const again = await send(bridge, enrolRequestOf({ agent: 'eve', role }));
    expect(again).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(again.text).not.toContain(eve.identity.secret);
  }
  const both = await Promise.all(
    ['builder', 'expert'].map((role) => send(bridge, enrolRequestOf({ agent: 'mallory', role }))),
  );
  expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['201', '409']);
  const revoke = { method: 'DELETE', path: `${API_PATHS.agents}/mallory` } as const;
  expect((await eve.send(revoke)).status).toBe(403);
});

test('row 41: a revoked name is not given again', async () => {
  const bridge = await startBridge(scope);
  const chief = await joinAgent(bridge, 'chief', 'coordinator');
  await joinAgent(bridge, 'eve', 'builder');
  const path = `${API_PATHS.agents}/eve`;
  expect((await chief.send({ method: 'DELETE', path })).status).toBe(200);
  expect((await chief.send({ method: 'DELETE', path })).status).toBe(409);
  for (const life of ['this life', 'the next']) {
    const reply = await send(bridge, enrolRequestOf({ agent: 'eve', role: 'builder' }));
    expect([life, reply.status]).toEqual([life, 409]);
    await bridge.restart();
  }
});

test('row 43: seq, id and time are the server’s to give', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  for (const forged of [{ seq: 1 }, { id: 'x' }, { timestamp: 0 }, { nonce: 1 }, { command: 'c' }])
    expect((await alice.send(command({ ...SAFE, ...forged }))).status).toBe(400);
});

test('a secret is shown once, and differs for every agent and log', async () => {
  const [here, there] = [await startBridge(scope), await startBridge(scope)];
  const replies = [
    await send(here, enrolRequestOf({ agent: 'a', role: 'builder' })),
    await send(here, enrolRequestOf({ agent: 'b', role: 'builder' })),
    await send(there, enrolRequestOf({ agent: 'a', role: 'builder' })),
  ];
  const secrets = replies.map(({ body }) => enrolResponse.parse(body).secret);
  expect(new Set(secrets).size).toBe(3);
  expect(secrets.map((secret) => Buffer.from(secret, 'base64url').length)).toEqual([32, 32, 32]);
});

test('a decided command keeps its answer when the policy would now say otherwise', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const risky = { ...SAFE, action: 'deploy.moon' };
  const first = await alice.command('k1', risky);
  expect(commandResponse.parse(first.body).decision).toBe('denied');
  await joinAgent(bridge, 'bob', 'expert');
  expect((await alice.command('k1', risky)).text).toBe(first.text);
});
