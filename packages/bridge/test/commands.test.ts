import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS, commandResponse, eventsResponse } from '@lighthouse/contract/api';
import { createScope } from '@lighthouse/testkit';
import { startBridge } from './start-bridge.ts';
import { joinAgent, RISKY, SAFE } from './test-agent.ts';
import { openInbox } from './test-inbox.ts';

const scope = createScope(afterEach);

test('a safe command is allowed at once, and stands in the log with its decision', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const reply = await alice.command('k1', { ...SAFE, content: 'ä' });
  expect(reply.status).toBe(200);
  const { command, decision, receipt } = commandResponse.parse(reply.body);
  expect(decision).toBe('allowed');
  expect(reply.headers['lighthouse-receipt']).toBe(`${receipt.seq}:${receipt.mac}`);
  const query = await alice.get(`${API_PATHS.events}?correlation=${command}`);
  const { events } = eventsResponse.parse(query.body);
  expect(events).toMatchObject([
    {
      type: 'command.submitted',
      stream: 'alice',
      agent: 'alice',
      key: 'k1',
      content: '{"action":"file.read","target":"a.txt","content":"ä","steps":0}',
    },
    { type: 'command.allowed', stream: 'alice', seq: receipt.seq, mac: receipt.mac },
  ]);
});

test('a command that the policy forbids is denied, with the reason', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const reply = await alice.command('k1', { ...SAFE, action: 'host.wipe' });
  expect(reply).toMatchObject({ status: 200, body: { decision: 'denied', reason: 'forbidden' } });
});

test('the steps of a complex command stand between it and its decision, in one append', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const steps = ['one', 'two', 'drei ✓'];
  const reply = await alice.command('k1', { ...SAFE, action: 'plan.release', steps });
  const { command, receipt } = commandResponse.parse(reply.body);
  const { body } = await alice.get(`${API_PATHS.events}?correlation=${command}`);
  const { events } = eventsResponse.parse(body);
  expect(events.map(({ type }) => type)).toEqual([
    'command.submitted',
    'command.step',
    'command.step',
    'command.step',
    'command.allowed',
  ]);
  expect(events.slice(1, 4).map(({ content }) => content)).toEqual(steps);
  expect(events.map(({ seq }) => seq)).toEqual([4, 3, 2, 1, 0].map((back) => receipt.seq - back));
});

test('a risky command goes to an expert, whose answer decides it', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const [asked, told] = [await openInbox(scope, bob), await openInbox(scope, alice)];
  const reply = await alice.command('k1', RISKY);
  expect(reply).toMatchObject({ status: 202, body: { decision: 'escalated' } });
  const { command, receipt } = commandResponse.parse(reply.body);
  const [question] = await asked.waitForCount(1);
  const { action, target } = RISKY;
  expect(question).toEqual({
    id: receipt.seq,
    message: { kind: 'review.requested', command, action, target, agent: 'alice' },
  });
  const review = await bob.review('r1', command);
  expect(review).toMatchObject({ status: 200, body: { command, decision: 'allowed' } });
  const [decision] = await told.waitForCount(1);
  expect(decision?.message).toEqual({
    kind: 'command.decided',
    command,
    decision: 'allowed',
    reason: 'looked at it',
    key: 'k1',
  });
});

test('an expert that rejects denies the command', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const { command } = commandResponse.parse((await alice.command('k1', RISKY)).body);
  const review = await bob.review('r1', command, 'reject');
  expect(review.body).toMatchObject({ decision: 'denied' });
});

test('experts that listen are asked in turn, before those who do not', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const names = ['e1', 'e2', 'e3'];
  const [e1, , e3] = await Promise.all(names.map((name) => joinAgent(bridge, name, 'expert')));
  const inboxes = await Promise.all([e1, e3].map((expert) => openInbox(scope, expert!)));
  for (const key of ['a', 'b', 'c', 'd']) await alice.command(key, RISKY);
  for (const inbox of inboxes) expect(await inbox.waitForCount(2)).toHaveLength(2);
});

test('without any expert a risky command is denied', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const reply = await alice.command('k1', RISKY);
  expect(reply).toMatchObject({ status: 200, body: { decision: 'denied' } });
});

test('a review that nobody answers expires, and its command is denied', async () => {
  const bridge = await startBridge(scope, { settings: { reviewMs: 5000 } });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const inbox = await openInbox(scope, alice);
  const { command } = commandResponse.parse((await alice.command('k1', RISKY)).body);
  await bridge.sweep();
  expect(inbox.received).toEqual([]);
  bridge.pushClock(6000);
  await bridge.sweep();
  const [decided] = await inbox.waitForCount(1);
  expect(decided?.message).toMatchObject({ kind: 'command.decided', command, decision: 'denied' });
  expect(await bob.review('r1', command)).toMatchObject({ status: 410, body: { code: 'EXPIRED' } });
  const { body } = await bob.get(`${API_PATHS.events}?type=review.expired`);
  expect(eventsResponse.parse(body).events).toHaveLength(1);
});

test('rules of a file decide before the built-in ones', async () => {
  const rules = { rules: [{ action: 'file.*', decide: 'deny', reason: 'hands off' }] } as const;
  const bridge = await startBridge(scope, { rules: { rules: [...rules.rules] } });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const reply = await alice.command('k1', SAFE);
  expect(reply.body).toMatchObject({ decision: 'denied', reason: 'hands off' });
});
