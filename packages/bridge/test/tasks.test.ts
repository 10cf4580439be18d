import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS } from '@lighthouse/contract/api';
import {
  expertsView,
  TASKS_SHOWN_MAX,
  taskView,
  tasksView,
} from '@lighthouse/contract/coordination-views';
import { createScope } from '@lighthouse/testkit';
import { say, textOf } from './coordination-client.ts';
import { contentOf, eventsOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { joinAgent } from './test-agent.ts';
import type { TestAgent } from './test-agent.ts';
import { openInbox } from './test-inbox.ts';

const scope = createScope(afterEach);

let sayings = 0;
const nextKey = () => `k${++sayings}`;

async function createTask(agent: TestAgent, more: object = {}): Promise<string> {
  const body = { title: 'mow the lawn', content: 'all of it', leaseMs: 1000, ...more };
  return textOf(await say(agent, { kind: 'task.created', key: nextKey(), body }), 'task');
}

function claim(agent: TestAgent, task: string) {
  return say(agent, { kind: 'task.claimed', key: nextKey(), ids: { task } });
}

function beat(agent: TestAgent, task: string, fence: number) {
  return say(agent, { kind: 'task.renewed', key: nextKey(), ids: { task }, body: { fence } });
}

function complete(agent: TestAgent, task: string, fence: number) {
  const body = { fence, content: 'done' };
  return say(agent, { kind: 'task.completed', key: nextKey(), ids: { task }, body });
}

async function look(agent: TestAgent, task: string) {
  return taskView.parse((await agent.get(`${API_PATHS.tasks}/${task}`)).body);
}

async function three(bridge: TestBridge): Promise<TestAgent[]> {
  const names = ['alice', 'bob', 'eve'];
  return Promise.all(names.map((name) => joinAgent(bridge, name, 'builder')));
}

async function expert(bridge: TestBridge, name: string, capabilities: readonly string[]) {
  const joined = await joinAgent(bridge, name, 'expert');
  const body = { capabilities };
  expect((await say(joined, { kind: 'expert.registered', key: 'me', body })).status).toBe(200);
  return joined;
}

test('a task is claimed, kept by heartbeats and completed, and its maker hears of it', async () => {
  const bridge = await startBridge(scope, { isClockStill: true });
  const [alice, bob] = await three(bridge);
  const inbox = await openInbox(scope, alice!);
  const task = await createTask(alice!);
  const list = tasksView.parse((await bob!.get(API_PATHS.tasks)).body);
  expect(list.tasks).toMatchObject([{ task, status: 'open', title: 'mow the lawn' }]);
  expect(await claim(bob!, task)).toMatchObject({
    status: 200,
    body: { status: 'leased', holder: 'bob', fence: 1 },
  });
  bridge.pushClock(900);
  expect(await beat(bob!, task, 1)).toMatchObject({ status: 200, body: { fence: 1 } });
  bridge.pushClock(900);
  await bridge.sweep();
  expect(await complete(bob!, task, 1)).toMatchObject({ body: { status: 'completed' } });
  const [told] = await inbox.waitForCount(1);
  const ended = { kind: 'task.ended', task, status: 'completed', content: 'done' };
  expect(told?.message).toEqual(ended);
  expect(await look(alice!, task)).toMatchObject({ status: 'completed', result: 'done' });
  expect(await claim(bob!, task)).toMatchObject({ status: 409, body: { code: 'ALREADY_DECIDED' } });
});

test('row 21: what another holds is neither claimed nor kept nor ended', async () => {
  const bridge = await startBridge(scope);
  const [alice, bob, eve] = await three(bridge);
  const task = await createTask(alice!);
  await claim(bob!, task);
  const before = await eventsOf(bridge);
  expect(await claim(eve!, task)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  for (const fence of [1, 2, 1000]) {
    expect(await beat(eve!, task, fence)).toMatchObject({ status: 403 });
    expect(await complete(eve!, task, fence)).toMatchObject({ status: 403 });
  }
  for (const fence of [2, Number.MAX_SAFE_INTEGER])
    expect(await beat(bob!, task, fence)).toMatchObject({ body: { code: 'FENCED' } });
  for (const fence of [0, -1, 1.5, '1', null, 2 ** 64])
    expect((await beat(bob!, task, fence as number)).status).toBe(400);
  const ids = { task };
  expect(await say(eve!, { kind: 'task.cancelled', key: 'x', ids })).toMatchObject({ status: 403 });
  expect(await claim(eve!, 't-nothing')).toMatchObject({ status: 404 });
  expect(await eventsOf(bridge)).toEqual(before);
});

test('row 21: of claims at the same time one has the lease', async () => {
  const bridge = await startBridge(scope);
  const agents = await three(bridge);
  const task = await createTask(agents[0]!);
  const replies = await Promise.all(agents.map((agent) => claim(agent, task)));
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
  expect(await eventsOf(bridge, { type: 'task.leased' })).toHaveLength(1);
});

test('row 21: fencing tokens increase, and whoever comes back too late is fenced off', async () => {
  const bridge = await startBridge(scope);
  const [alice, bob, eve] = await three(bridge);
  const task = await createTask(alice!);
  await claim(bob!, task);
  bridge.pushClock(1001);
  expect(await complete(bob!, task, 1)).toMatchObject({ status: 409, body: { code: 'FENCED' } });
  expect(await claim(eve!, task)).toMatchObject({ body: { holder: 'eve', fence: 2 } });
  for (const write of [beat, complete])
    expect(await write(bob!, task, 1)).toMatchObject({ status: 409, body: { code: 'FENCED' } });
  const [, takeover] = await eventsOf(bridge, { type: 'task.leased' });
  expect(contentOf(takeover!)).toMatchObject({ holder: 'eve', fence: 2, previous: 'bob' });
  bridge.pushClock(1001);
  await bridge.sweep();
  const [expired] = await eventsOf(bridge, { type: 'lease.expired' });
  expect(contentOf(expired!)).toEqual({ task, holder: 'eve', fence: 2 });
  expect(await claim(bob!, task)).toMatchObject({ body: { fence: 3 } });
});

test('row 22: nobody holds a task beyond its time, whatever the heartbeats', async () => {
  const bridge = await startBridge(scope, { isClockStill: true });
  const [alice, bob] = await three(bridge);
  const task = await createTask(alice!, { timeoutMs: 3000 });
  await claim(bob!, task);
  for (let i = 0; i < 3; i++) {
    bridge.pushClock(900);
    expect((await beat(bob!, task, 1)).status).toBe(200);
  }
  bridge.pushClock(900);
  expect(await beat(bob!, task, 1)).toMatchObject({ status: 410 });
  const inbox = await openInbox(scope, bob!, bridge.bridge.log.lastSeq);
  await bridge.sweep();
  const [told] = await inbox.waitForCount(1);
  expect(told?.message).toMatchObject({ kind: 'task.ended', task, status: 'expired' });
  expect(await look(alice!, task)).toMatchObject({ status: 'expired', fence: 1 });
});

test('a task is delegated to an expert that can do it, and to the next when it is silent', async () => {
  const bridge = await startBridge(scope);
  const [alice] = await three(bridge);
  const gardeners = [
    await expert(bridge, 'g1', ['garden']),
    await expert(bridge, 'g2', ['garden', 'roof']),
  ];
  await expert(bridge, 'cook', ['kitchen']);
  const listed = expertsView.parse((await alice!.get(`${API_PATHS.experts}?capability=roof`)).body);
  expect(listed.experts).toEqual([
    { agent: 'g2', capabilities: ['garden', 'roof'], isThere: false },
  ]);
  const inboxes = await Promise.all(gardeners.map((gardener) => openInbox(scope, gardener)));
  const task = await createTask(alice!, { capability: 'garden' });
  const [first] = await inboxes[0]!.waitForCount(1);
  const given = { kind: 'task.delegated', task, agent: 'alice', capability: 'garden' };
  expect(first?.message).toMatchObject({ ...given, fence: 1 });
  bridge.pushClock(1001);
  await bridge.sweep();
  const [second] = await inboxes[1]!.waitForCount(1);
  expect(second?.message).toMatchObject({ ...given, fence: 2 });
  expect((await complete(gardeners[0]!, task, 1)).body['code']).toBe('FENCED');
  expect((await complete(gardeners[1]!, task, 2)).status).toBe(200);
  expect(await claim(alice!, await createTask(alice!, { capability: 'kitchen' }))).toMatchObject({
    status: 403,
  });
});

test('a task waits for an expert that can do it, and what is given back goes on', async () => {
  const bridge = await startBridge(scope);
  const [alice] = await three(bridge);
  const task = await createTask(alice!, { capability: 'garden' });
  await bridge.sweep();
  expect(await look(alice!, task)).toMatchObject({ status: 'open', fence: 0 });
  const g1 = await expert(bridge, 'g1', ['garden']);
  await bridge.sweep();
  expect(await look(g1, task)).toMatchObject({ status: 'leased', holder: 'g1', fence: 1 });
  const g2 = await expert(bridge, 'g2', ['garden']);
  const body = { fence: 1, reason: 'no mower', release: true };
  const back = await say(g1, { kind: 'task.failed', key: 'back', ids: { task }, body });
  expect(back.body).toMatchObject({ status: 'open' });
  await bridge.sweep();
  expect(await look(g2, task)).toMatchObject({ status: 'leased', holder: 'g2', fence: 2 });
  const failed = { fence: 2, reason: 'no lawn' };
  const end = await say(g2, { kind: 'task.failed', key: 'end', ids: { task }, body: failed });
  expect(end.body).toMatchObject({ status: 'failed' });
  expect(await look(alice!, task)).toMatchObject({ status: 'failed', result: 'no lawn' });
});

test('a task for one agent is given to it, and to nobody else', async () => {
  const bridge = await startBridge(scope);
  const [alice, bob, eve] = await three(bridge);
  const inbox = await openInbox(scope, bob!);
  const task = await createTask(alice!, { to: 'bob' });
  const [first] = await inbox.waitForCount(1);
  const given = { kind: 'task.delegated', task, agent: 'alice', capability: '' };
  expect(first?.message).toMatchObject({ ...given, fence: 1 });
  expect(await look(alice!, task)).toMatchObject({ to: 'bob', status: 'leased', holder: 'bob' });
  expect(await claim(eve!, task)).toMatchObject({ status: 404 });
  bridge.pushClock(1001);
  await bridge.sweep();
  expect(await look(bob!, task)).toMatchObject({ holder: 'bob', fence: 2 });
  expect((await complete(bob!, task, 2)).status).toBe(200);
  for (const to of ['nobody', 'bob'] as const) {
    const more = to === 'nobody' ? {} : { capability: 'garden' };
    const both = { kind: 'task.created', key: to, body: { title: 'x', to, ...more } } as const;
    expect((await say(alice!, both)).status).toBe(to === 'nobody' ? 404 : 400);
  }
});

test('row 33: a task for experts is there for them, and for nobody else', async () => {
  const bridge = await startBridge(scope);
  const [alice, bob] = await three(bridge);
  const boss = await joinAgent(bridge, 'boss', 'coordinator');
  const task = await createTask(alice!, { capability: 'garden' });
  expect((await bob!.get(`${API_PATHS.tasks}/${task}`)).status).toBe(404);
  expect(await claim(bob!, task)).toMatchObject({ status: 404 });
  expect(tasksView.parse((await bob!.get(API_PATHS.tasks)).body).tasks).toEqual([]);
  const end = { kind: 'task.cancelled', key: 'end', ids: { task } } as const;
  expect(await say(boss, end)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  const builder = {
    kind: 'expert.registered',
    key: 'me',
    body: { capabilities: ['all'] },
  } as const;
  expect(await say(bob!, builder)).toMatchObject({ status: 403 });
});

test('of tasks that wait an agent is shown what it may take or has to do with, and no others', async () => {
  const bridge = await startBridge(scope);
  const [alice, bob, eve] = await three(bridge);
  const boss = await joinAgent(bridge, 'boss', 'coordinator');
  const shown = async (agent: TestAgent) =>
    tasksView.parse((await agent.get(API_PATHS.tasks)).body).tasks.map(({ task }) => task);
  const forNobody = [];
  for (let number = 0; number < TASKS_SHOWN_MAX + 5; number++)
    forNobody.push(await createTask(alice!, { capability: 'fly' }));
  const forAll = await createTask(eve!);
  expect(await shown(alice!)).toEqual(forNobody.slice(0, TASKS_SHOWN_MAX));
  expect(await shown(boss)).toEqual(forNobody.slice(0, TASKS_SHOWN_MAX));
  expect(await shown(bob!)).toEqual([forAll]);
  expect(await claim(bob!, forAll)).toMatchObject({ status: 200 });
  const back = { fence: 1, reason: 'too much', release: true };
  const given = { kind: 'task.failed', key: 'back', ids: { task: forAll }, body: back } as const;
  expect(await say(bob!, given)).toMatchObject({ status: 200 });
  const forDiggers = await createTask(alice!, { capability: 'dig' });
  const digger = await expert(bridge, 'digger', ['dig', 'swim']);
  expect(await shown(digger)).toEqual([forAll, forDiggers]);
  expect(await shown(bob!)).toEqual([forAll]);
  expect(await shown(eve!)).toEqual([forAll]);
});

test('nobody fills the memory with tasks alone', async () => {
  const bridge = await startBridge(scope, { settings: { openPerAgentMax: 2 } });
  const [alice] = await three(bridge);
  const tasks = [await createTask(alice!), await createTask(alice!)];
  const more = { kind: 'task.created', key: 'more', body: { title: 'x' } } as const;
  expect(await say(alice!, more)).toMatchObject({ status: 429 });
  const end = { kind: 'task.cancelled', key: 'end', ids: { task: tasks[0]! } } as const;
  expect((await say(alice!, end)).status).toBe(200);
  expect((await say(alice!, more)).status).toBe(201);
});
