import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS } from '@lighthouse/contract/api';
import type { StatementKind } from '@lighthouse/contract/coordination';
import { loadKeyRing, verifyLog } from '@lighthouse/event-store';
import { createScope, runCli, startCli, toolBin } from '@lighthouse/testkit';
import { say, textOf } from './coordination-client.ts';
import type { Saying } from './coordination-client.ts';
import { joinAgent, TestAgent } from './test-agent.ts';
import type { Reply } from './test-agent.ts';

const scope = createScope(afterEach);
const bin = toolBin('lh-bridge');
const TOKEN = 'a-token-for-builders-and-experts';
const LONG_MS = 3_600_000;
const ACKNOWLEDGED_MIN = 300;

async function start(cwd: string) {
  const args = ['serve', '--json', '--port', '0'];
  const cli = startCli(scope, bin, args, { cwd, env: { LH_BRIDGE_ENROL_TOKEN: TOKEN } });
  const [line] = await cli.waitForLine(/^\{"schema":"lighthouse\/bridge-ready\/1".*\}$/);
  return { cli, url: (JSON.parse(line) as { url: string }).url };
}

/** What is said, and what it was answered. */
interface Said {
  readonly agent: string;
  readonly saying: Saying;
  readonly text: string;
}

/** One agent that does all there is to do, with the others, until nobody answers. */
async function work(agent: TestAgent, names: readonly string[], onSaid: (said: Said) => void) {
  const state = async (kind: StatementKind, key: string, rest: Partial<Saying> = {}) => {
    const saying = { kind, key, ...rest };
    const reply = await say(agent, saying);
    if (reply.status < 300) onSaid({ agent: agent.name, saying, text: reply.text });
    return reply;
  };
  const idOf = (reply: Reply, name: string) => ({ [name]: textOf(reply, name) });
  for (let i = 0; ; i++) {
    const key = (what: string) => `${what}-${i}`;
    const roster = { agents: names };
    const opened = await state('proposal.opened', key('p'), {
      body: { title: 'p', roster, timeoutMs: LONG_MS },
    });
    const ids = idOf(opened, 'proposal');
    await state('vote.cast', key('v'), { ids, body: { vote: i % 2 === 0 ? 'yes' : 'no' } });
    await state('vote.cast', key('w'), { ids, body: { vote: 'yes' } });
    const body = { title: 't', leaseMs: LONG_MS };
    const task = idOf(await state('task.created', key('t'), { body }), 'task');
    await state('task.claimed', key('c'), { ids: task });
    if (i % 3 > 0) await state('task.completed', key('d'), { ids: task, body: { fence: 1 } });
    const question = { to: names[i % names.length], question: '?', timeoutMs: LONG_MS };
    await state('elicitation.asked', key('q'), { body: question });
    const group = await state('collaboration.started', key('g'), { body: { title: 'g' } });
    const said = { ids: idOf(group, 'collaboration'), body: { content: 'hello' } };
    await state('message.sent', key('m'), said);
  }
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
  for (const { agent, text } of said) {
    const place = pathOf(text);
    if (place === undefined || views.has(place)) continue;
    const reply = await agents.get(agent)?.get(place);
    expect(reply?.status).toBe(200);
    views.set(place, reply?.text ?? '');
  }
  return views;
}

function reborn(agents: readonly TestAgent[], url: string): ReadonlyMap<string, TestAgent> {
  return new Map(
    agents.map((agent) => {
      const next = new TestAgent({ url }, agent.identity);
      [next.session, next.nonce] = [agent.session, agent.nonce + 10_000];
      return [agent.name, next];
    }),
  );
}

test('SIGKILL in the middle of everything: what was acknowledged is there, and the state is the same', async () => {
  const cwd = await scope.folder();
  expect((await runCli(bin, ['init'], { cwd })).code).toBe(0);
  const first = await start(cwd);
  const names = ['a', 'b', 'c', 'd'];
  const agents = await Promise.all(names.map((name) => joinAgent(first, name, 'builder')));
  const said: Said[] = [];
  const working = agents.map((agent) =>
    work(agent, names, (one) => {
      said.push(one);
      if (said.length === ACKNOWLEDGED_MIN) first.cli.kill('SIGKILL');
    }).catch(() => {}),
  );
  await Promise.all([first.cli.end, ...working]);
  expect(said.length).toBeGreaterThanOrEqual(ACKNOWLEDGED_MIN);
  const second = await start(cwd);
  const back = reborn(agents, second.url);
  const before = await lookAtAll(back, said);
  for (const { agent, saying, text } of said)
    expect((await say(back.get(agent)!, saying)).text).toBe(text);
  second.cli.kill('SIGKILL');
  await second.cli.end;
  const third = await start(cwd);
  expect(await lookAtAll(reborn([...back.values()], third.url), said)).toEqual(before);
  third.cli.kill('SIGTERM');
  expect((await third.cli.end).code).toBe(0);
  const keyRing = loadKeyRing(path.join(cwd, 'keys/lighthouse.keyring.json'));
  const verdict = await verifyLog({ dir: path.join(cwd, 'data/log'), keyRing, isClosed: true });
  expect(verdict).toMatchObject({ value: 'intact', findings: [] });
}, 120_000);
