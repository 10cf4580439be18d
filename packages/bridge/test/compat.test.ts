import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS } from '@lighthouse/contract/api';
import { COMPAT_PATHS, COMPAT_ROUTES } from '@lighthouse/contract/compat';
import { createScope } from '@lighthouse/testkit';
import { auditOf, contentOf, eventsOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { enrolAgent, joinAgent, send } from './test-agent.ts';
import type { Reply, Target } from './test-agent.ts';

const scope = createScope(afterEach);
const P = COMPAT_PATHS;
const ROLES = { alice: 'builder', bob: 'expert', chief: 'coordinator' } as const;
const accessTokens = [...Object.keys(ROLES), 'nobody'].map((agent) => ({
  agent,
  token: `access-token-of-${agent}`,
}));

/** A client of the bridge that came before: a bearer token and JSON. */
class OldClient {
  readonly #target: Target;
  token: string;

  constructor(target: Target, token: string) {
    [this.#target, this.token] = [target, token];
  }

  post(path: string, body: object, more: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const authorization = `Bearer ${this.token}`;
    const headers = { authorization, 'content-type': 'application/json', ...more };
    return send(this.#target, { method: 'POST', path, headers, body: JSON.stringify(body) });
  }

  get(path: string): Promise<Reply> {
    const headers = { authorization: `Bearer ${this.token}` };
    return send(this.#target, { method: 'GET', path, headers, body: '' });
  }
}

async function openClient(bridge: TestBridge, agent: string): Promise<OldClient> {
  const client = new OldClient(bridge, `access-token-of-${agent}`);
  const asked = { agent_id: agent, ip_address: '127.0.0.1', user_agent: 'old' };
  const { status, body } = await client.post(P.sessionCreate, asked);
  expect([status, body['agent_id']]).toEqual([200, agent]);
  client.token = String(body['session_token']);
  return client;
}

async function startWithAgents() {
  const bridge = await startBridge(scope, { accessTokens });
  for (const [name, role] of Object.entries(ROLES)) await enrolAgent(bridge, name, role);
  const clients = await Promise.all(Object.keys(ROLES).map((name) => openClient(bridge, name)));
  const [alice, bob, chief] = clients as [OldClient, OldClient, OldClient];
  return { bridge, alice, bob, chief };
}

test('a client of the bridge that came before validates, stores and finds', async () => {
  const { bridge, alice } = await startWithAgents();
  const tool = { tool_name: 'file.read', tool_input: { file_path: 'a.txt' }, agent_id: 'alice' };
  const allowed = await alice.post(P.validate, { ...tool, metadata: {} });
  expect(allowed.body).toMatchObject({ approved: true, confidence: 1, reasoning: 'safe' });
  const denied = await alice.post(P.validate, { ...tool, tool_name: 'host.wipe' });
  expect(denied.body).toMatchObject({ approved: false, metadata: { decision: 'denied' } });
  const open = await alice.post(P.validate, { ...tool, tool_name: 'Bash' });
  expect(open.body).toMatchObject({ approved: false, metadata: { expert_required: true } });
  const [command] = await eventsOf(bridge, { type: 'command.submitted' });
  expect(contentOf(command!)).toMatchObject({ action: 'file.read', target: 'a.txt' });
  for (const event_type of ['COMMAND_EXECUTED', 'FILE_MODIFIED', 'COMMAND_EXECUTED']) {
    const event = { event_type, aggregate_id: 'x', data: { n: 1 }, agent_id: 'alice' };
    expect((await alice.post(P.eventStore, event)).body).toMatchObject({ status: 'stored' });
  }
  const query = `${P.eventQuery}?event_type=COMMAND_EXECUTED&agent_id=alice`;
  const all = await alice.get(query);
  const stored = { source_agent: 'alice', aggregate_id: 'x', data: { n: 1 } };
  expect(all.body).toMatchObject({ count: 2, events: [stored, stored] });
  const first = (all.body['events'] as { sequence: number; timestamp: string }[])[0]!;
  expect((await alice.get(`${query}&limit=1`)).body['message']).toContain(
    `more with since_sequence=${first.sequence}`,
  );
  expect((await alice.get(`${query}&since_sequence=${first.sequence}`)).body['count']).toBe(1);
  const late = `${query}&start_time=${encodeURIComponent('2999-01-01T00:00:00')}`;
  expect((await alice.get(late)).body['count']).toBe(0);
  expect((await alice.get(`${P.eventQuery}?event_type=command.allowed`)).body['count']).toBe(1);
});

test('experts, tasks, groups and questions are those of everybody else', async () => {
  const { bridge, alice, bob } = await startWithAgents();
  const skills = { agent_id: 'bob', agent_type: 'reviewer', capabilities: ['security'] };
  expect((await bob.post(P.expertRegister, skills)).body).toMatchObject({ success: true });
  expect((await alice.post(P.expertRegister, { capabilities: ['x'] })).status).toBe(403);
  const experts = [{ agent_id: 'bob', capabilities: ['security'], available: false }];
  expect((await alice.get(P.expertAvailable)).body).toEqual({ experts, count: 1 });
  const tool = { tool_name: 'Bash', tool_input: { command: 'ls' }, session_token: alice.token };
  for (const target_expert of ['bob', 'security']) {
    const given = await alice.post(P.expertDelegate, { ...tool, target_expert });
    expect(given.body).toMatchObject({ status: 'delegated', target_expert: 'bob' });
  }
  const nobody = await alice.post(P.expertDelegate, { ...tool, target_expert: 'nobody' });
  expect(nobody.status).toBe(404);
  const work = { target_agent: 'bob', task_description: 'look at it', priority: 'high' };
  const { task_id } = (await alice.post(P.taskDispatch, work)).body;
  const task = bridge.bridge.state.together.tasks.subjects.getOpen(String(task_id));
  expect(task).toMatchObject({ agent: 'alice', to: 'bob', lease: { holder: 'bob', fence: 1 } });
  const pair = { collaboration_type: 'pair', participants: ['alice', 'bob'], objective: 'ship it' };
  const { session_id } = (await alice.post(P.collaborationStart, pair)).body;
  const group = bridge.bridge.state.together.collaborations.subjects.find(String(session_id));
  expect([...group!.members]).toEqual(['alice', 'bob']);
  const schema = { type: 'object' };
  const asked = { from_agent: 'alice', to_agent: 'bob', message: 'which?', schema };
  const { elicitation_id } = (await alice.post(P.elicitationCreate, asked)).body;
  expect((await bob.get(`${P.elicitationPending}?agent_id=bob`)).body).toMatchObject({
    count: 1,
    elicitations: [{ id: elicitation_id, from_agent: 'alice', message: 'which?', schema }],
  });
  const status = `${P.elicitationStatus}/${String(elicitation_id)}`;
  expect((await alice.get(status)).body).toMatchObject({ status: 'pending', response: null });
  const answer = { elicitation_id, response_type: 'accept', data: { colour: 'blue' } };
  expect((await alice.post(P.elicitationRespond, answer)).status).toBe(404);
  expect((await bob.post(P.elicitationRespond, answer)).body).toMatchObject({ success: true });
  const answered = { status: 'accepted', response: { colour: 'blue' }, message: 'which?' };
  expect((await alice.get(status)).body).toMatchObject(answered);
});

test('row 01: a session speaks for its own agent, whatever a body says', async () => {
  const { bridge, alice, bob } = await startWithAgents();
  const lies: readonly [string, object][] = [
    [P.eventStore, { event_type: 'note', data: {}, agent_id: 'bob' }],
    [P.validate, { tool_name: 'file.read', agent_id: 'bob' }],
    [P.expertRegister, { capabilities: [], agent_id: 'bob' }],
    [P.elicitationCreate, { from_agent: 'bob', to_agent: 'bob', message: '?' }],
  ];
  const before = await eventsOf(bridge, { stream: 'bob' });
  for (const [path, body] of lies)
    expect(await alice.post(path, body)).toMatchObject({ body: { code: 'IDENTITY_MISMATCH' } });
  expect((await alice.get(`${P.elicitationPending}?agent_id=bob`)).status).toBe(403);
  expect((await alice.get(`${P.eventQuery}?agent_id=bob`)).status).toBe(404);
  const access = new OldClient(bridge, 'access-token-of-alice');
  expect((await access.post(P.sessionCreate, { agent_id: 'bob' })).status).toBe(403);
  const others = { session_token: bob.token, agent_id: 'alice' };
  expect((await alice.post(P.sessionValidate, others)).body).toEqual({ valid: false });
  expect(await eventsOf(bridge, { stream: 'bob' })).toEqual(before);
  expect((await auditOf(bridge)).length).toBeGreaterThan(3);
});

test('row 02: tokens that are unknown, altered, of nobody, of the revoked are answered alike', async () => {
  const { bridge, alice, bob, chief } = await startWithAgents();
  const boss = await joinAgent(bridge, 'boss', 'coordinator');
  await boss.send({ method: 'DELETE', path: `${API_PATHS.agents}/bob` });
  const [id = '', mac = ''] = alice.token.split('.');
  const altered = `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`;
  const wrong = ['', 'x', id, `${id}.${altered}`, `${id}x.${mac}`, bob.token, `${id}.${mac}x`];
  const tokens = [...wrong, 'access-token-of-alice', `s-${'x'.repeat(5000)}.${mac}`];
  const replies = [];
  for (const token of tokens)
    replies.push(await new OldClient(bridge, token).post(P.validate, { tool_name: 'file.read' }));
  for (const { status, text } of replies) expect([status, text]).toEqual([401, replies[0]?.text]);
  for (const agent of ['nobody', 'bob', 'eve'])
    expect(
      await new OldClient(bridge, `access-token-of-${agent}`).post(P.sessionCreate, {}),
    ).toMatchObject({ status: 401 });
  const valid = async ({ token }: OldClient) =>
    (await chief.post(P.sessionValidate, { session_token: token })).body['valid'];
  expect([await valid(alice), await valid(bob)]).toEqual([true, false]);
});

test('sessions outlive a restart, and end when their time has come', async () => {
  const { bridge, alice } = await startWithAgents();
  const event = { event_type: 'note', data: 'one' };
  const key = { 'idempotency-key': 'k1' };
  const first = await alice.post(P.eventStore, event, key);
  await bridge.restart();
  const again = new OldClient(bridge, alice.token);
  expect((await again.post(P.eventStore, event, key)).text).toBe(first.text);
  expect((await again.post(P.eventStore, { ...event, data: 'two' }, key)).status).toBe(409);
  bridge.pushClock(25 * 3_600_000);
  expect((await again.post(P.eventStore, event)).status).toBe(401);
});

test('row 23: one agent’s requests are limited however they come', async () => {
  const bridge = await startBridge(scope, {
    accessTokens,
    settings: { requestsPerSecondPerAgent: 5 },
    isClockStill: true,
  });
  await enrolAgent(bridge, 'alice', 'builder');
  const alice = await openClient(bridge, 'alice');
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await alice.get(P.expertAvailable)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
});

test('without tokens there are no such paths, and with them the document names them', async () => {
  const paths = COMPAT_ROUTES.map(({ path }) => path);
  const documented = async (bridge: TestBridge) => {
    const raw = { method: 'GET', path: API_PATHS.openapi, headers: {}, body: '' } as const;
    const { paths: all } = (await send(bridge, raw)).body as { paths: object };
    return paths.filter((path) => path in all);
  };
  const without = await startBridge(scope);
  for (const { method, path } of COMPAT_ROUTES) {
    const client = new OldClient(without, 'access-token-of-alice');
    const { status } = method === 'get' ? await client.get(path) : await client.post(path, {});
    expect([path, status]).toEqual([path, 404]);
  }
  expect(await documented(without)).toEqual([]);
  const served = await startBridge(scope, { accessTokens });
  expect(await documented(served)).toEqual(paths);
  const names = new Set(served.routes.map(({ path }) => path.replace(':id', '{id}')));
  expect(paths.filter((path) => !names.has(path))).toEqual([]);
  const status = await new OldClient(served, '').get(P.status);
  expect(status.body).toMatchObject({ status: 'operational', active_agents: 0 });
});
