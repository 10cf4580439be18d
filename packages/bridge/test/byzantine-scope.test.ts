import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS, commandResponse, eventsResponse } from '@lighthouse/contract/api';
import { createScope } from '@lighthouse/testkit';
import { eventsOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { enrolRequestOf, joinAgent, RISKY, SAFE, send } from './test-agent.ts';
import type { Reply } from './test-agent.ts';
import { openInbox } from './test-inbox.ts';
import { openedWs } from './test-ws.ts';

const scope = createScope(afterEach);

async function escalate(bridge: TestBridge) {
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const { command } = commandResponse.parse((await alice.command('k1', RISKY)).body);
  return { alice, bob, command };
}

test('row 20: what is no sequence number is none, wherever it stands', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const big = ['18446744073709551616', '9007199254740993'];
  for (const lie of ['-1', '1.5', 'x', '', '1,2', '0x10', '1e3', ' 1', ...big]) {
    for (const name of ['after', 'limit']) {
      const { status } = await alice.get(`${API_PATHS.events}?${name}=${encodeURIComponent(lie)}`);
      expect([name, lie, status]).toEqual([name, lie, 400]);
    }
    // An empty header and spaces around a value are as good as none.
    if (lie.trim() === lie && lie !== '')
      expect([lie, (await openInbox(scope, alice, lie)).status]).toEqual([lie, 400]);
  }
});

test('row 20: nobody has seen what is not there yet', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  expect((await openInbox(scope, alice, 1_000_000)).status).toBe(400);
  const beyond = await alice.get(`${API_PATHS.events}?after=1000000`);
  expect(beyond.body).toEqual({ events: [] });
});

test('row 21: an expert answers only what it was asked', async () => {
  const bridge = await startBridge(scope);
  const { alice, bob, command } = await escalate(bridge);
  const eve = await joinAgent(bridge, 'eve', 'expert');
  expect(await eve.review('r1', command)).toMatchObject({ status: 404 });
  expect(await eve.review('r2', 'c-of-nobody')).toMatchObject({ status: 404 });
  expect(await alice.review('r1', command)).toMatchObject({ status: 403 });
  expect(await bob.review('r1', command)).toMatchObject({ status: 200 });
  expect(await eve.review('r3', command)).toMatchObject({ status: 404 });
});

test('row 21: a command is decided once, however many answers come at the same time', async () => {
  const bridge = await startBridge(scope);
  const { bob, command } = await escalate(bridge);
  const verdicts = ['approve', 'reject', 'approve', 'reject'] as const;
  const replies = await Promise.all(
    verdicts.map((verdict, i) => bob.review(`r${i}`, command, verdict)),
  );
  expect(replies.map(({ status }) => String(status)).toSorted()).toEqual([
    '200',
    '409',
    '409',
    '409',
  ]);
  for (const { status, body } of replies)
    if (status === 409) expect(body['code']).toBe('ALREADY_DECIDED');
  expect(await eventsOf(bridge, { type: 'review.answered' })).toHaveLength(1);
});

test('row 21: an answer and the end of its time exclude each other', async () => {
  const bridge = await startBridge(scope, { settings: { reviewMs: 1000 } });
  const { bob, command } = await escalate(bridge);
  bridge.pushClock(1001);
  const [reply] = await Promise.all([bob.review('r1', command), bridge.sweep(), bridge.sweep()]);
  expect([200, 410]).toContain(reply.status);
  const decisions = await eventsOf(bridge, { correlation: command, stream: 'alice' });
  expect(decisions.map(({ type }) => type)).toEqual([
    'command.submitted',
    'command.escalated',
    reply.status === 200 ? 'command.allowed' : 'command.denied',
  ]);
});

test('row 22: nobody keeps a command waiting for ever, a restart or not', async () => {
  const bridge = await startBridge(scope, { settings: { reviewMs: 1000 } });
  const { alice, command } = await escalate(bridge);
  await bridge.restart();
  bridge.pushClock(1001);
  await bridge.sweep();
  const { body } = await alice.get(`${API_PATHS.events}?correlation=${command}`);
  const { events } = eventsResponse.parse(body);
  expect(events.at(-1)?.type).toBe('command.denied');
});

test('row 22: nobody fills the desks of the experts alone', async () => {
  const bridge = await startBridge(scope, { settings: { openReviewsPerAgentMax: 2 } });
  const { alice, bob, command } = await escalate(bridge);
  expect((await alice.command('k2', RISKY)).status).toBe(202);
  expect(await alice.command('k3', RISKY)).toMatchObject({
    status: 429,
    body: { code: 'TOO_MANY_REQUESTS' },
  });
  await bob.review('r1', command);
  expect((await alice.command('k3', RISKY)).status).toBe(202);
});

const NAMES = [
  ['a path', '../../etc/passwd'],
  ['a zero byte', 'a\u0000b'],
  ['a line', 'a\r\nX-Evil: 1'],
  ['a letter that looks like another', '\u0430lice'],
  ['something long', 'x'.repeat(10_000)],
  ['a prototype', '__proto__'],
  ['a dot', '.'],
  ['nothing', ''],
  ['a system stream', '$system'],
] as const;

test('row 30: what is no name is none, whoever is to have it', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  for (const [what, name] of NAMES) {
    const query = `${API_PATHS.events}?stream=${encodeURIComponent(name).slice(0, 5000)}`;
    const replies = [
      await send(bridge, enrolRequestOf({ agent: name, role: 'builder' })),
      await alice.command('k1', { ...SAFE, action: name }),
      await alice.get(query),
    ];
    expect([what, ...replies.map(({ status }) => status)]).toEqual([what, 400, 400, 400]);
  }
});

test('row 29: an agent may be called like a member of every object, and nothing gets mixed up', async () => {
  const bridge = await startBridge(scope);
  for (const name of ['constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf']) {
    const agent = await joinAgent(bridge, name, 'builder');
    const command = { ...SAFE, action: name };
    const [first, again] = [await agent.command(name, command), await agent.command(name, command)];
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    const { body } = await agent.get(`${API_PATHS.events}?correlation=${name}&stream=${name}`);
    expect(body).toEqual({ events: [] });
    expect((await agent.get(`${API_PATHS.events}?${name}=1`)).status).toBe(400);
  }
});

test('row 31: control characters are stored as they are and shown as JSON shows them', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const content = '\u001b[2J\r\nLighthouse-Receipt: 1:x\u0007';
  await alice.command('k1', { ...SAFE, content });
  const [event] = await eventsOf(bridge, { type: 'command.submitted' });
  expect(JSON.parse(Buffer.from(event!.payload).toString())).toMatchObject({ content });
  const { text } = await alice.get(API_PATHS.events);
  expect(text).not.toMatch(/\p{Cc}/u);
});

test('row 32: types of the server’s own are refused', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const own = ['$agent_registered', 'agent_registered', 'key_rotated', 'command.allowed', '$x'];
  for (const type of own) {
    const stored = { path: API_PATHS.events, key: 'k', body: { type, content: '' } };
    expect([type, (await alice.send(stored)).body['code']]).toEqual([type, 'FORBIDDEN']);
  }
});

test('row 33: what a role does not do is refused', async () => {
  const bridge = await startBridge(scope);
  const { alice, bob, command } = await escalate(bridge);
  const chief = await joinAgent(bridge, 'chief', 'coordinator');
  expect((await bob.command('k1')).status).toBe(403);
  expect((await chief.command('k1')).status).toBe(403);
  expect((await chief.review('k2', command)).status).toBe(403);
  expect((await alice.review('k3', command)).status).toBe(403);
});

test('row 34: an agent reads its own, and what it is to judge, and nothing else', async () => {
  const bridge = await startBridge(scope);
  const { alice, bob, command } = await escalate(bridge);
  const eve = await joinAgent(bridge, 'eve', 'builder');
  await alice.send({ path: API_PATHS.events, key: 'e1', body: { type: 'note', content: 'own' } });
  const read = async (agent: typeof eve, query: string) => {
    const reply = await agent.get(`${API_PATHS.events}${query}`);
    return reply.status === 200
      ? eventsResponse.parse(reply.body).events.map(({ type }) => type)
      : reply.status;
  };
  const whole = ['command.submitted', 'command.escalated', 'review.requested'];
  expect(await read(bob, `?correlation=${command}`)).toEqual(whole);
  expect(await read(bob, `?correlation=${command}&stream=alice`)).toEqual(whole.slice(0, 2));
  expect(await read(bob, '?stream=alice')).toBe(404);
  expect(await read(bob, '?correlation=e1')).toEqual([]);
  expect(await read(alice, `?correlation=${command}`)).toEqual(whole.slice(0, 2));
  expect(await read(eve, `?correlation=${command}`)).toEqual([]);
  expect(await read(eve, '')).toEqual(['session.opened']);
  for (const query of ['?stream=alice', '?agent=alice', '?stream=nobody', '?agent=nobody'])
    expect(await read(eve, query)).toBe(404);
  const chief = await joinAgent(bridge, 'chief', 'coordinator');
  expect(await read(chief, `?correlation=${command}`)).toEqual(whole);
  expect(await read(chief, '?agent=alice&type=event.stored')).toEqual(['event.stored']);
});

test('row 34: pages follow each other without gaps, and tell nothing of what lies between', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'builder');
  for (let i = 0; i < 7; i++) await Promise.all([alice.command(`k${i}`), bob.command(`k${i}`)]);
  const versions: number[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const { body } = await alice.get(`${API_PATHS.events}?limit=4&after=${after}`);
    const page = eventsResponse.parse(body);
    versions.push(...page.events.map(({ version }) => version));
    expect(page.next === undefined || page.next === page.events.at(-1)?.seq).toBe(true);
    after = page.next;
  }
  expect(versions).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
});

test('row 34: an inbox is resumed from one’s own messages only', async () => {
  const bridge = await startBridge(scope);
  const { bob, command } = await escalate(bridge);
  const eve = await joinAgent(bridge, 'eve', 'expert');
  await bob.review('r1', command);
  const inbox = await openInbox(scope, eve, 0);
  const { command: mine } = commandResponse.parse(
    (await (await joinAgent(bridge, 'carl', 'builder')).command('k', RISKY)).body,
  );
  const [message] = await inbox.waitForCount(1);
  expect(message?.message).toMatchObject({ command: mine, agent: 'carl' });
});

test('row 35: what exists and is not to be seen is answered like what does not exist', async () => {
  const bridge = await startBridge(scope);
  const { command } = await escalate(bridge);
  const eve = await joinAgent(bridge, 'eve', 'expert');
  const pairs = [
    [
      await eve.get(`${API_PATHS.events}?stream=alice`),
      await eve.get(`${API_PATHS.events}?stream=no`),
    ],
    [
      await eve.get(`${API_PATHS.events}?agent=alice`),
      await eve.get(`${API_PATHS.events}?agent=no`),
    ],
    [
      await eve.get(`${API_PATHS.events}?correlation=${command}`),
      await eve.get(`${API_PATHS.events}?correlation=c-no`),
    ],
    [await eve.review('r1', command), await eve.review('r2', 'c-no')],
  ] as const;
  const shown = ({ status, text, headers }: Reply) => {
    const { date: _now, ...others } = headers;
    return { status, text, others };
  };
  for (const [hidden, absent] of pairs) expect(shown(hidden)).toEqual(shown(absent));
});

test('row 40: filters are names, not patterns', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  for (const pattern of ['(a+)+$', 'command.*', '%', '*']) {
    const query = `${API_PATHS.events}?type=${encodeURIComponent(pattern)}`;
    expect((await alice.get(query)).status).toBe(400);
  }
});

test('row 42: revocation ends open streams and sessions at once', async () => {
  const bridge = await startBridge(scope);
  const { bob, command } = await escalate(bridge);
  const chief = await joinAgent(bridge, 'chief', 'coordinator');
  const inbox = await openInbox(scope, bob);
  await inbox.waitForCount(1);
  const path = `${API_PATHS.agents}/bob`;
  const [revoked, ...late] = await Promise.all([
    chief.send({ method: 'DELETE', path }),
    ...Array.from({ length: 20 }, (_, i) => bob.review(`r${i}`, command)),
  ]);
  expect(revoked.status).toBe(200);
  await inbox.waitForEnd();
  for (const { status } of late) expect([200, 401, 409]).toContain(status);
  expect((await bob.review('later', command)).status).toBe(401);
  expect((await openInbox(scope, bob)).status).toBe(401);
  const last = (await eventsOf(bridge, { agent: 'bob' })).at(-1);
  const [revocation] = await eventsOf(bridge, { type: '$agent_revoked' });
  expect(last!.seq).toBeLessThan(revocation!.seq);
});

test('a session that is closed is closed for its streams, too', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const inbox = await openInbox(scope, alice);
  expect((await alice.send({ method: 'DELETE', path: API_PATHS.sessions })).status).toBe(200);
  await inbox.waitForEnd();
  expect(await alice.command('k1')).toMatchObject({ status: 401, body: { code: 'TOKEN_EXPIRED' } });
});

test('one session too many ends the oldest and its streams, and too many in a minute are refused', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const oldest = alice.session;
  const [inbox, socket] = [await openInbox(scope, alice), await openedWs(scope, alice)];
  await alice.openSession();
  const kept = await openInbox(scope, alice);
  for (let i = 0; i < 7; i++) await alice.openSession();
  await inbox.waitForEnd();
  await socket.ended();
  expect([kept.isEnded, bridge.bridge.inbox.countOf('alice')]).toEqual([false, 1]);
  expect((await alice.send({ path: API_PATHS.commands, key: 'a', body: SAFE })).status).toBe(200);
  expect(
    (await alice.send({ path: API_PATHS.commands, key: 'b', body: SAFE }, { session: oldest }))
      .status,
  ).toBe(401);
  const openings = await Promise.all(
    Array.from({ length: 60 }, () => alice.send({ path: API_PATHS.sessions }, { session: '-' })),
  );
  expect(openings.filter(({ status }) => status === 429)).toHaveLength(9);
});
