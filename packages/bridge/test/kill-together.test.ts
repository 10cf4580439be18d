import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS, stateDigestResponse } from '@lighthouse/contract/api';
import type { StatementKind } from '@lighthouse/contract/coordination';
import { loadKeyRing, verifyLog } from '@lighthouse/event-store';
import { createScope, runCli, startCli, toolBin, waitFor } from '@lighthouse/testkit';
import { request } from 'undici';
import { say, textOf } from './coordination-client.ts';
import type { Saying } from './coordination-client.ts';
import { COORDINATOR_TOKEN } from './start-bridge.ts';
import { joinAgent, RISKY, SAFE, TestAgent } from './test-agent.ts';
import type { Reply } from './test-agent.ts';
import { openInbox } from './test-inbox.ts';

const scope = createScope(afterEach);
const bin = toolBin('lh-bridge');
const TOKEN = 'a-token-for-builders-and-experts';
const LONG_MS = 3_600_000;
const ACKNOWLEDGED_MIN = 200;
const ROUNDS_AFTER = 3;
const THE_END = 'the end';
const BUILDERS = ['a', 'b', 'c', 'd'];
const EXPERT = 'e';

async function start(cwd: string) {
  const args = ['serve', '--json', '--port', '0'];
  const cli = startCli(scope, bin, args, { cwd, env: { LH_BRIDGE_ENROL_TOKEN: TOKEN } });
  const [line] = await cli.waitForLine(/^\{"schema":"lighthouse\/bridge-ready\/1".*\}$/);
  const { url } = JSON.parse(line) as { url: string };
  const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
    cli.kill(signal);
    return (await cli.end).code;
  };
  return { kill, end: cli.end, url };
}

/** What was acknowledged, and how to say it again. */
interface Said {
  readonly agent: string;
  readonly text: string;
  readonly repeat: (agent: TestAgent) => Promise<Reply>;
}

interface Work {
  /** Of all keys. */
  readonly prefix: string;
  readonly rounds: number;
  readonly onSaid: (said: Said) => void;
}

/** One agent that does all there is to do, with the others. Rejects when nobody answers. */
async function work(self: TestAgent, { prefix, rounds, onSaid }: Work): Promise<void> {
  const note = async (repeat: Said['repeat']) => {
    const reply = await repeat(self);
    if (reply.status < 300) onSaid({ agent: self.name, text: reply.text, repeat });
    return reply;
  };
  const state = (kind: StatementKind, key: string, rest: Partial<Saying> = {}) =>
    note((agent) => say(agent, { kind, key, ...rest }));
  const idOf = (reply: Reply, name: string) => ({ [name]: textOf(reply, name) });
  for (let i = 0; i < rounds; i++) {
    const key = (what: string) => `${prefix}${what}-${i}`;
    const roster = { agents: BUILDERS };
    const proposal = { title: 'p', roster, timeoutMs: LONG_MS };
    const ids = idOf(await state('proposal.opened', key('p'), { body: proposal }), 'proposal');
    await state('vote.cast', key('v'), { ids, body: { vote: i % 2 === 0 ? 'yes' : 'no' } });
    await state('vote.cast', key('w'), { ids, body: { vote: 'yes' } });
    const body = { title: 't', leaseMs: LONG_MS };
    const task = idOf(await state('task.created', key('t'), { body }), 'task');
    await state('task.claimed', key('c'), { ids: task });
    if (i % 3 > 0) await state('task.completed', key('d'), { ids: task, body: { fence: 1 } });
    const to = BUILDERS[i % BUILDERS.length];
    await state('elicitation.asked', key('q'), { body: { to, question: '?', timeoutMs: LONG_MS } });
    const group = await state('collaboration.started', key('g'), { body: { title: 'g' } });
    const said = { ids: idOf(group, 'collaboration'), body: { content: 'hello' } };
    await state('message.sent', key('m'), said);
    await note((agent) => agent.command(key('s'), { ...SAFE, steps: ['one', 'two'] }));
    await note((agent) => agent.command(key('r'), RISKY));
    await state('presence.reported', key('b'), { body: { state: 'busy' } });
  }
}

/** What the live server alone can be asked to: it is answered, or asked, by somebody else. */
async function workTogether(agents: ReadonlyMap<string, TestAgent>): Promise<void> {
  const [one, expert] = [agents.get('a')!, agents.get(EXPERT)!];
  await say(expert, { kind: 'expert.registered', key: 'x', body: { capabilities: ['look'] } });
  const inbox = await openInbox(scope, expert, 0);
  const [asked] = await inbox.waitForCount(2);
  inbox.close();
  const { command } = asked!.message as { command: string };
  expect((await expert.review('x-review', command)).status).toBe(200);
  const body = { title: 'look', capability: 'look', leaseMs: LONG_MS };
  expect((await say(one, { kind: 'task.created', key: 'x-task', body })).status).toBe(201);
  expect((await agents.get('b')!.openSession()).status).toBe(201);
  const group = { title: 'all', members: [...BUILDERS, EXPERT].slice(1) };
  const started = await say(one, { kind: 'collaboration.started', key: 'x-group', body: group });
  const ids = { collaboration: textOf(started, 'collaboration') };
  const lastWord = { ids, body: { content: THE_END } };
  expect((await say(one, { kind: 'message.sent', key: 'x-end', ...lastWord })).status).toBe(201);
}

function pathOf(text: string): string | undefined {
  const said = new Map(Object.entries(JSON.parse(text) as Record<string, string>));
  for (const name of ['proposal', 'task', 'elicitation', 'collaboration'] as const)
    if (said.has(name)) return `${API_PATHS[`${name}s`]}/${said.get(name)}`;
  return undefined;
}

/** Looks at everything that was made, through the eyes of who made it. */
async function lookAtAll(agents: ReadonlyMap<string, TestAgent>, said: readonly Said[]) {
  const views = new Map<string, string>();
  const look = async (agent: TestAgent, place: string) => {
    const reply = await agent.get(place);
    expect([place, reply.status]).toEqual([place, 200]);
    views.set(`${agent.name} ${place}`, reply.text);
  };
  for (const { agent, text } of said) {
    const place = pathOf(text);
    if (place !== undefined && !views.has(`${agent} ${place}`))
      await look(agents.get(agent)!, place);
  }
  for (const agent of agents.values())
    for (const place of [API_PATHS.tasks, API_PATHS.experts, `${API_PATHS.presence}/a`])
      await look(agent, place);
  return views;
}

const GAUGES =
  /^lighthouse_(agents|agents_flagged|(sessions|reviews|proposals|tasks|questions|groups)_open|tasks_waiting) .*$/gm;

/** All that the state says of itself; of the process's own no more than that nobody reads. */
async function gaugesOf(url: string): Promise<readonly string[]> {
  const { body } = await request(`${url}${API_PATHS.metrics}`);
  return (await body.text()).match(GAUGES) ?? [];
}

/** All messages of each agent, and those behind a cursor in the middle of them. */
async function inboxesOf(agents: ReadonlyMap<string, TestAgent>) {
  const inboxes = new Map<string, unknown>();
  for (const agent of agents.values()) {
    if (agent.name === 'a') continue;
    const all = await readToTheEnd(agent, 0);
    const middle = all[Math.floor(all.length / 2)]!.id;
    const behind = await readToTheEnd(agent, middle);
    expect(behind).toEqual(all.filter(({ id }) => id > middle));
    inboxes.set(agent.name, all);
  }
  return inboxes;
}

async function readToTheEnd(agent: TestAgent, after: number) {
  const inbox = await openInbox(scope, agent, after);
  const isTheEnd = () => {
    const last = inbox.received.at(-1)?.message;
    return last?.kind === 'collaboration.message' && last.content === THE_END;
  };
  await waitFor(isTheEnd, { what: `the last message to ${agent.name}` });
  inbox.close();
  await inbox.waitForEnd();
  return [...inbox.received];
}

function reborn(agents: Iterable<TestAgent>, url: string): ReadonlyMap<string, TestAgent> {
  return new Map(
    Array.from(agents, (agent) => {
      const next = new TestAgent({ url }, agent.identity);
      [next.session, next.nonce] = [agent.session, agent.nonce + 10_000];
      return [agent.name, next];
    }),
  );
}

test('SIGKILL in the middle of everything: what was acknowledged is there, and the state is the same', async () => {
  const cwd = await scope.folder();
  expect((await runCli(bin, ['init'], { cwd })).code).toBe(0);
  await appendFile(path.join(cwd, 'keys/enrol-token'), `${COORDINATOR_TOKEN} coordinator\n`);
  const first = await start(cwd);
  const agents = await Promise.all(BUILDERS.map((name) => joinAgent(first, name, 'builder')));
  const expert = await joinAgent(first, EXPERT, 'expert');
  const chief = await joinAgent(first, 'chief', 'coordinator');
  const said: Said[] = [];
  const note = (one: Said) => void said.push(one);
  const killAfterSome = (one: Said) => {
    note(one);
    if (said.length === ACKNOWLEDGED_MIN) void first.kill('SIGKILL');
  };
  const endless = { prefix: '', rounds: Infinity, onSaid: killAfterSome };
  await Promise.all([first.end, ...agents.map((agent) => work(agent, endless).catch(() => {}))]);
  expect(said.length).toBeGreaterThanOrEqual(ACKNOWLEDGED_MIN);

  const second = await start(cwd);
  const back = reborn([...agents, expert], second.url);
  for (const { agent, text, repeat } of said)
    expect((await repeat(back.get(agent)!)).text).toBe(text);
  const more = { prefix: 'x', rounds: ROUNDS_AFTER, onSaid: note };
  await Promise.all(BUILDERS.map((name) => work(back.get(name)!, more)));
  await workTogether(back);
  const describe = async (url: string, all: ReadonlyMap<string, TestAgent>) => ({
    views: await lookAtAll(all, said),
    inboxes: await inboxesOf(all),
    gauges: await gaugesOf(url),
    digest: (await reborn([chief], url).get('chief')!.get(API_PATHS.stateDigest)).body,
  });
  const before = await describe(second.url, back);
  expect(before.gauges.length).toBe(9);
  expect(stateDigestResponse.parse(before.digest).seq).toBeGreaterThan(ACKNOWLEDGED_MIN);
  await second.kill('SIGKILL');

  const third = await start(cwd);
  expect(await describe(third.url, reborn(back.values(), third.url))).toEqual(before);
  expect(await third.kill('SIGTERM')).toBe(0);
  const keyRing = loadKeyRing(path.join(cwd, 'keys/lighthouse.keyring.json'));
  const verdict = await verifyLog({ dir: path.join(cwd, 'data/log'), keyRing, isClosed: true });
  expect(verdict).toMatchObject({ value: 'intact', findings: [] });
}, 120_000);
