import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS } from '@lighthouse/contract/api';
import { proposalView } from '@lighthouse/contract/coordination-views';
import { createScope } from '@lighthouse/testkit';
import { say, textOf } from './coordination-client.ts';
import { contentOf, eventsOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { joinAgent } from './test-agent.ts';
import type { Reply, TestAgent } from './test-agent.ts';
import { openInbox } from './test-inbox.ts';

const scope = createScope(afterEach);

function vote(agent: TestAgent, proposal: string, choice: 'yes' | 'no', key = 'v'): Promise<Reply> {
  return say(agent, {
    kind: 'vote.cast',
    key: `${key}-${choice}-${proposal}`,
    ids: { proposal },
    body: { vote: choice },
  });
}

async function propose(agent: TestAgent, names: readonly string[], more: object = {}) {
  const body = { title: 'ship it', content: 'now', roster: { agents: names }, ...more };
  return say(agent, { kind: 'proposal.opened', key: `p-${names.length}`, body });
}

/** Four voters, v0 to v3, one of whom has opened a proposal. */
async function assembly(bridge: TestBridge, count = 4, more: object = {}) {
  const names = Array.from({ length: count }, (_, index) => `v${index}`);
  const voters = await Promise.all(names.map((name) => joinAgent(bridge, name, 'builder')));
  const [first] = voters;
  if (first === undefined) throw new Error('nobody votes');
  const reply = await propose(first, names, more);
  return { voters, names, reply, proposal: textOf(reply, 'proposal') };
}

function statusesOf(replies: readonly Reply[]): unknown[] {
  return replies.map(({ status, body }) => [status, body['status'] ?? body['code']]);
}

async function look(agent: TestAgent, proposal: string) {
  return proposalView.parse((await agent.get(`${API_PATHS.proposals}/${proposal}`)).body);
}

test('a proposal is decided by a quorum, and everyone on the roster hears of it', async () => {
  const bridge = await startBridge(scope);
  const { voters, names, reply, proposal } = await assembly(bridge);
  expect(reply).toMatchObject({ status: 201, body: { status: 'open', quorum: 3, roster: names } });
  const [v0, v1, v2, v3] = voters;
  const inbox = await openInbox(scope, v3!);
  const [asked] = await inbox.waitForCount(1);
  expect(asked?.message).toMatchObject({ kind: 'proposal.opened', proposal, title: 'ship it' });
  const replies = [];
  for (const voter of [v0!, v1!, v2!]) replies.push(await vote(voter, proposal, 'yes'));
  expect(statusesOf(replies)).toEqual([
    [200, 'open'],
    [200, 'open'],
    [200, 'approved'],
  ]);
  const [, decided] = await inbox.waitForCount(2);
  const told = { kind: 'proposal.decided', proposal, status: 'approved', by: 'quorum' };
  expect(decided?.message).toEqual({ ...told, yes: 3, no: 0 });
  expect(await look(v3!, proposal)).toMatchObject({ status: 'approved', content: 'now', yes: 3 });
});

test('row 11: of two different votes the first counts, the second is evidence', async () => {
  const bridge = await startBridge(scope);
  const boss = await joinAgent(bridge, 'boss', 'coordinator');
  const { voters, proposal } = await assembly(bridge);
  const [v0, v1] = voters;
  const inbox = await openInbox(scope, boss);
  const first = await vote(v1!, proposal, 'yes');
  const lie = await vote(v1!, proposal, 'no');
  expect(lie).toMatchObject({ status: 409, body: { code: 'EQUIVOCATION' } });
  const [evidence] = await eventsOf(bridge, { type: 'vote.conflicting' });
  const [flag] = await eventsOf(bridge, { type: 'agent.flagged' });
  const [counted] = await eventsOf(bridge, { type: 'vote.cast' });
  expect([counted, evidence].map((event) => [event?.agent, contentOf(event!)])).toEqual([
    ['v1', { proposal, vote: 'yes' }],
    ['v1', { proposal, vote: 'no' }],
  ]);
  expect(contentOf(flag!)).toMatchObject({
    agent: 'v1',
    first: { vote: 'yes', seq: counted?.seq },
  });
  expect(lie.body['evidence']).toMatchObject({ receipt: { seq: flag?.seq, mac: flag?.mac } });
  const [told] = await inbox.waitForCount(1);
  expect(told?.message).toEqual({ kind: 'agent.flagged', agent: 'v1', proposal });
  // Everyone on the roster can see both.
  const { votes, yes, no } = await look(v0!, proposal);
  expect([yes, no, votes]).toMatchObject([1, 0, [{ vote: 'yes', conflicting: { vote: 'no' } }]]);
  // Nothing more is written, however often either is said again.
  for (const key of ['a', 'b']) {
    expect((await vote(v1!, proposal, 'no', key)).status).toBe(409);
    expect((await vote(v1!, proposal, 'yes', key)).text).toBe(first.text);
  }
  expect((await vote(v1!, proposal, 'no')).text).toBe(lie.text);
  expect(await eventsOf(bridge, { type: 'vote.conflicting' })).toHaveLength(1);
  expect(bridge.bridge.alerts.countOf('equivocation')).toBe(1);
});

test('row 12: the same vote again is counted once, and answered as before', async () => {
  const bridge = await startBridge(scope);
  const { voters, proposal } = await assembly(bridge);
  const replies = await Promise.all(
    ['a', 'b', 'c'].map((key) => vote(voters[0]!, proposal, 'yes', key)),
  );
  expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(await eventsOf(bridge, { type: 'vote.cast' })).toHaveLength(1);
  await bridge.restart();
  expect((await vote(voters[0]!, proposal, 'yes', 'd')).text).toBe(replies[0]?.text);
});

test('row 13: a vote on what is decided, unknown or too late is refused', async () => {
  const bridge = await startBridge(scope);
  const { voters, proposal } = await assembly(bridge);
  for (const voter of voters.slice(0, 3)) await vote(voter, proposal, 'no');
  const late = await vote(voters[3]!, proposal, 'no');
  expect(late).toMatchObject({ status: 409, body: { code: 'ALREADY_DECIDED' } });
  expect(await vote(voters[0]!, 'p-nothing', 'no')).toMatchObject({ status: 404 });
  const next = await propose(voters[0]!, ['v0', 'v1', 'v2'], { timeoutMs: 1000 });
  bridge.pushClock(1001);
  for (const state of ['due', 'swept']) {
    const tooLate = await vote(voters[1]!, textOf(next, 'proposal'), 'yes', state);
    expect([state, tooLate.status, tooLate.body['code']]).toEqual([state, 410, 'EXPIRED']);
    await bridge.sweep();
  }
});

test('row 14: who is not on the roster has no vote', async () => {
  const bridge = await startBridge(scope);
  const { proposal } = await assembly(bridge);
  const eve = await joinAgent(bridge, 'eve', 'builder');
  expect(await vote(eve, proposal, 'yes')).toMatchObject({ status: 403 });
  expect((await eve.get(`${API_PATHS.proposals}/${proposal}`)).status).toBe(404);
  expect(await eventsOf(bridge, { type: 'vote.cast' })).toEqual([]);
});

test('row 15: who joins after a proposal was opened has no vote, whatever the roster', async () => {
  const bridge = await startBridge(scope);
  const { voters } = await assembly(bridge);
  const opened = await say(voters[0]!, {
    kind: 'proposal.opened',
    key: 'by-role',
    body: { title: 'all builders', roster: { role: 'builder' } },
  });
  expect(opened.body).toMatchObject({ roster: ['v0', 'v1', 'v2', 'v3'], quorum: 3 });
  const sybils = Array.from({ length: 20 }, (_, index) => `sybil-${index}`);
  for (const name of sybils) {
    const sybil = await joinAgent(bridge, name, 'builder');
    expect((await vote(sybil, textOf(opened, 'proposal'), 'yes')).status).toBe(403);
  }
  const { yes, status } = await look(voters[0]!, textOf(opened, 'proposal'));
  expect([yes, status]).toEqual([0, 'open']);
});

test('row 16: as few as may lie can neither approve nor block', async () => {
  const bridge = await startBridge(scope);
  const { voters, proposal } = await assembly(bridge, 7);
  const [honest, liars] = [voters.slice(0, 5), voters.slice(5)];
  for (const liar of liars) await vote(liar, proposal, 'yes');
  for (const voter of honest) await vote(voter, proposal, 'no');
  expect(await look(voters[0]!, proposal)).toMatchObject({ status: 'rejected', yes: 2, no: 5 });
});

test('rows 17 and 19: more can block, and silence too: the proposal ends undecided', async () => {
  const bridge = await startBridge(scope);
  const { voters, proposal } = await assembly(bridge, 7, { timeoutMs: 1000 });
  const blocked = await propose(voters[0]!, ['v0', 'v1', 'v2', 'v3'], { timeoutMs: 60_000 });
  for (const voter of voters.slice(0, 4)) await vote(voter, proposal, 'yes');
  bridge.pushClock(1001);
  await bridge.sweep();
  expect(await look(voters[0]!, proposal)).toMatchObject({ status: 'undecided', yes: 4 });
  const replies = [];
  for (const [index, voter] of voters.slice(0, 4).entries())
    replies.push(await vote(voter, textOf(blocked, 'proposal'), index < 2 ? 'yes' : 'no'));
  expect(statusesOf(replies).at(-1)).toEqual([200, 'undecided']);
  const decisions = await eventsOf(bridge, { type: 'proposal.undecided' });
  expect(decisions.map(contentOf)).toMatchObject([{ by: 'timeout' }, { by: 'votes' }]);
});

test('row 18: a quorum that one issuer has made approves, and is told of', async () => {
  const bridge = await startBridge(scope);
  const boss = await joinAgent(bridge, 'boss', 'coordinator');
  const names = ['s0', 's1', 's2'];
  const sybils = await Promise.all(names.map((name) => joinAgent(bridge, name, 'builder')));
  const reply = await propose(boss, ['boss', ...names]);
  const proposal = textOf(reply, 'proposal');
  const inbox = await openInbox(scope, boss, bridge.bridge.log.lastSeq);
  for (const sybil of sybils) await vote(sybil, proposal, 'yes');
  const received = await inbox.waitForCount(2);
  expect(received.map(({ message }) => message)).toMatchObject([
    { kind: 'proposal.decided', status: 'approved' },
    { kind: 'quorum.anomaly', proposal, signs: ['one-issuer'] },
  ]);
  expect(bridge.bridge.alerts.countOf('quorum-anomaly')).toBe(1);
});
