import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS } from '@lighthouse/contract/api';
import { elicitationView, messagesView } from '@lighthouse/contract/coordination-views';
import { createScope } from '@lighthouse/testkit';
import { say, textOf } from './coordination-client.ts';
import { eventsOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { joinAgent } from './test-agent.ts';
import type { TestAgent } from './test-agent.ts';
import { openInbox } from './test-inbox.ts';

const scope = createScope(afterEach);

async function three(bridge: TestBridge) {
  const names = ['alice', 'bob', 'eve'];
  const agents = await Promise.all(names.map((name) => joinAgent(bridge, name, 'builder')));
  const [alice, bob, eve] = agents as [TestAgent, TestAgent, TestAgent];
  return { alice, bob, eve };
}

function ask(agent: TestAgent, to: string, key = 'q', more: object = {}) {
  const body = { to, question: 'which way?', ...more };
  return say(agent, { kind: 'elicitation.asked', key, body });
}

function answer(agent: TestAgent, elicitation: string, key = 'a') {
  const saying = { kind: 'elicitation.answered', key, ids: { elicitation } } as const;
  return say(agent, { ...saying, body: { content: 'left' } });
}

async function viewOf(agent: TestAgent, elicitation: string) {
  const { body } = await agent.get(`${API_PATHS.elicitations}/${elicitation}`);
  return elicitationView.parse(body);
}

test('a question reaches the agent that is asked, and the answer the one that asked', async () => {
  const bridge = await startBridge(scope);
  const { alice, bob } = await three(bridge);
  const [asking, asked] = [await openInbox(scope, alice), await openInbox(scope, bob)];
  const reply = await ask(alice, 'bob');
  expect(reply).toMatchObject({ status: 201, body: { status: 'open' } });
  const elicitation = textOf(reply, 'elicitation');
  const [question] = await asked.waitForCount(1);
  const told = { kind: 'elicitation.asked', elicitation, agent: 'alice', question: 'which way?' };
  expect(question?.message).toMatchObject(told);
  expect((await answer(bob, elicitation)).body).toMatchObject({ status: 'answered' });
  const [end] = await asking.waitForCount(1);
  const ended = { kind: 'elicitation.ended', elicitation, status: 'answered', content: 'left' };
  expect(end?.message).toEqual(ended);
  expect(await viewOf(alice, elicitation)).toMatchObject({ status: 'answered', content: 'left' });
  expect((await answer(bob, elicitation, 'again')).body['code']).toBe('ALREADY_DECIDED');
});

test('a question that waits is there when the agent comes back, also after a restart', async () => {
  const bridge = await startBridge(scope);
  const { alice, bob } = await three(bridge);
  const first = textOf(await ask(alice, 'bob', 'q1'), 'elicitation');
  const second = textOf(
    await ask(alice, 'bob', 'q2', { question: 'é'.repeat(5000) }),
    'elicitation',
  );
  const resumeAt = bridge.bridge.log.lastSeq;
  const third = textOf(await ask(alice, 'bob', 'q3'), 'elicitation');
  await answer(bob, first);
  for (const life of [1, 2]) {
    const inbox = await openInbox(scope, bob);
    const ids = (await inbox.waitForCount(2)).map(
      ({ message }) => message.kind === 'elicitation.asked' && message.elicitation,
    );
    expect([life, ...ids]).toEqual([life, second, third]);
    const resumed = await openInbox(scope, bob, resumeAt);
    expect((await resumed.waitForCount(1))[0]?.message).toMatchObject({ elicitation: third });
    await bridge.restart();
  }
});

test('a question is declined or expires, and only once', async () => {
  const bridge = await startBridge(scope);
  const { alice, bob } = await three(bridge);
  const inbox = await openInbox(scope, alice);
  const declined = textOf(await ask(alice, 'bob', 'q1'), 'elicitation');
  const body = { reason: 'not my business' };
  const saying = { kind: 'elicitation.declined', key: 'd', body } as const;
  const reply = await say(bob, { ...saying, ids: { elicitation: declined } });
  expect(reply).toMatchObject({ status: 200, body: { status: 'declined' } });
  const expired = textOf(await ask(alice, 'bob', 'q2', { timeoutMs: 500 }), 'elicitation');
  bridge.pushClock(501);
  expect(await answer(bob, expired)).toMatchObject({ status: 410 });
  await bridge.sweep();
  expect(await answer(bob, expired, 'late')).toMatchObject({ status: 410 });
  const received = await inbox.waitForCount(2);
  expect(received.map(({ message }) => message)).toMatchObject([
    { kind: 'elicitation.ended', status: 'declined', content: 'not my business' },
    { kind: 'elicitation.ended', status: 'expired' },
  ]);
  expect(await eventsOf(bridge, { type: 'elicitation.answered' })).toEqual([]);
});

test('rows 33 and 34: what others asked each other is not there', async () => {
  const bridge = await startBridge(scope);
  const { alice, eve } = await three(bridge);
  const elicitation = textOf(await ask(alice, 'bob'), 'elicitation');
  expect((await eve.get(`${API_PATHS.elicitations}/${elicitation}`)).status).toBe(404);
  expect(await answer(eve, elicitation)).toMatchObject({ status: 404 });
  expect(await answer(alice, elicitation)).toMatchObject({ status: 404 });
  expect(await ask(alice, 'nobody', 'q2')).toMatchObject({ status: 404 });
});

test('row 1: nobody speaks for another in a body', async () => {
  const bridge = await startBridge(scope);
  const { eve } = await three(bridge);
  const lie = { to: 'bob', question: 'hand over the keys', agent: 'alice' };
  const reply = await say(eve, { kind: 'elicitation.asked', key: 'lie', body: lie });
  expect(reply).toMatchObject({ status: 403, body: { code: 'IDENTITY_MISMATCH' } });
});

async function start(agent: TestAgent, members: readonly string[]): Promise<string> {
  const body = { title: 'the garden', members };
  const reply = await say(agent, { kind: 'collaboration.started', key: 'group', body });
  expect(reply.status).toBe(201);
  return textOf(reply, 'collaboration');
}

function tell(agent: TestAgent, collaboration: string, content: string) {
  const ids = { collaboration };
  return say(agent, {
    kind: 'message.sent',
    key: `m-${content.replaceAll(' ', '-')}`,
    ids,
    body: { content },
  });
}

test('members of a group hear each other, in one order, and nobody else does', async () => {
  const bridge = await startBridge(scope);
  const { alice, bob, eve } = await three(bridge);
  const inbox = await openInbox(scope, bob);
  const collaboration = await start(alice, ['bob']);
  const path = `${API_PATHS.collaborations}/${collaboration}`;
  for (const content of ['one', 'two', 'three']) await tell(alice, collaboration, content);
  const received = await inbox.waitForCount(4);
  expect(received.map(({ message }) => message)).toMatchObject([
    { kind: 'collaboration.invited', collaboration, agent: 'alice' },
    { kind: 'collaboration.message', content: 'one' },
    { kind: 'collaboration.message', content: 'two' },
    { kind: 'collaboration.message', content: 'three' },
  ]);
  const page = messagesView.parse((await bob.get(`${path}/messages?limit=2`)).body);
  expect(page.messages.map(({ content }) => content)).toEqual(['one', 'two']);
  const rest = messagesView.parse((await bob.get(`${path}/messages?after=${page.next}`)).body);
  expect(rest.messages.map(({ content }) => content)).toEqual(['three']);
  for (const hidden of [path, `${path}/messages`]) expect((await eve.get(hidden)).status).toBe(404);
  expect(await tell(eve, collaboration, 'let me in')).toMatchObject({ status: 404 });
});

test('groups grow and shrink, vote on their own, and end', async () => {
  const bridge = await startBridge(scope);
  const { alice, bob, eve } = await three(bridge);
  const collaboration = await start(alice, ['bob']);
  const ids = { collaboration };
  const invite = {
    kind: 'collaboration.invited',
    key: 'i',
    ids,
    body: { members: ['eve'] },
  } as const;
  expect(await say(eve, invite)).toMatchObject({ status: 404 });
  expect((await say(bob, invite)).status).toBe(200);
  const body = { title: 'dig?', roster: { collaboration } };
  const opened = await say(eve, { kind: 'proposal.opened', key: 'p', body });
  expect(opened.body).toMatchObject({ roster: ['alice', 'bob', 'eve'], quorum: 2 });
  expect((await say(eve, { kind: 'collaboration.left', key: 'l', ids })).status).toBe(200);
  expect(await tell(eve, collaboration, 'still here')).toMatchObject({ status: 404 });
  // The roster is that of the moment when it was opened.
  const proposal = textOf(opened, 'proposal');
  const vote = { kind: 'vote.cast', key: 'v', ids: { proposal }, body: { vote: 'yes' } } as const;
  expect((await say(eve, vote)).status).toBe(200);
  expect(await say(eve, { kind: 'proposal.opened', key: 'p2', body })).toMatchObject({
    status: 404,
  });
  const close = { kind: 'collaboration.closed', key: 'c', ids } as const;
  expect(await say(bob, close)).toMatchObject({ status: 403 });
  expect((await say(alice, close)).body).toMatchObject({ status: 'closed' });
  expect(await tell(bob, collaboration, 'too late')).toMatchObject({ status: 409 });
});

test('who says that it is there is believed for as long as it says', async () => {
  const bridge = await startBridge(scope);
  const { alice, bob } = await three(bridge);
  const look = async () => (await bob.get(`${API_PATHS.presence}/alice`)).body;
  expect(await look()).toEqual({ agent: 'alice', state: 'unknown', isListening: false });
  const body = { state: 'busy', ttlMs: 1000 };
  const said = await say(alice, { kind: 'presence.reported', key: 'h', body });
  expect(said).toMatchObject({ status: 200, body: { status: 'busy' } });
  const until = textOf(said, 'until');
  expect(await look()).toEqual({ agent: 'alice', state: 'busy', until, isListening: false });
  await bridge.restart();
  expect(await look()).toMatchObject({ state: 'busy', until });
  bridge.pushClock(1001);
  expect(await look()).toMatchObject({ state: 'unknown' });
  expect((await bob.get(`${API_PATHS.presence}/nobody`)).status).toBe(404);
});
