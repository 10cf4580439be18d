import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS, commandResponse, stateDigestResponse } from '@lighthouse/contract/api';
import { createScope, forEachSeed } from '@lighthouse/testkit';
import { contentsOf } from '../src/domain/state-contents.ts';
import { randomFrom } from './random-from.ts';
import { eventsOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { joinAgent, RISKY, SAFE } from './test-agent.ts';
import type { TestAgent } from './test-agent.ts';
import { openInbox } from './test-inbox.ts';

const scope = createScope(afterEach);

const KEYS = Array.from({ length: 12 }, (_, index) => `k${index}`);

/** Does one thing or another, mistakes included. */
async function actAtRandom(bridge: TestBridge, agents: readonly TestAgent[], random: () => number) {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const [agent, key, choice] = [pick(agents), pick(KEYS), random()];
  const open = [...bridge.bridge.state.reviews.all()];
  if (choice < 0.35) await agent.command(key, { ...SAFE, steps: KEYS.slice(0, random() * 4) });
  else if (choice < 0.6) await agent.command(key, { ...RISKY, target: pick(['a', 'b']) });
  else if (choice < 0.75 && open.length > 0) {
    const { command, expert } = pick(open);
    const asked = agents.find(({ name }) => name === expert) ?? agent;
    await asked.review(key, command, pick(['approve', 'reject']));
  } else if (choice < 0.85)
    await agent.send({ path: API_PATHS.events, key, body: { type: 'note', content: key } });
  else if (choice < 0.9) await agent.openSession();
  else if (choice < 0.95) {
    bridge.pushClock(300);
    await bridge.sweep();
  } else await agent.get(API_PATHS.events);
}

test('a restart gives back the state that was there, after any history', async () => {
  await forEachSeed({ count: 6 }, async (seed) => {
    const random = randomFrom(seed);
    const bridge = await startBridge(scope, { settings: { reviewMs: 1000 } });
    const roles = ['builder', 'builder', 'builder', 'expert', 'expert'] as const;
    const agents: TestAgent[] = [];
    for (const [index, role] of roles.entries())
      agents.push(await joinAgent(bridge, `agent-${index}`, role));
    for (let life = 0; life < 3; life++) {
      for (let round = 0; round < 10; round++)
        await Promise.all(Array.from({ length: 4 }, () => actAtRandom(bridge, agents, random)));
      const before = contentsOf(bridge.bridge.state);
      await bridge.restart();
      expect(contentsOf(bridge.bridge.state)).toEqual(before);
    }
  });
}, 60_000);

test('a review that was asked before a restart is answered after it', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const { command } = commandResponse.parse((await alice.command('k1', RISKY)).body);
  await bridge.restart();
  const [asked, told] = [await openInbox(scope, bob), await openInbox(scope, alice)];
  const [question] = await asked.waitForCount(1);
  expect(question?.message).toMatchObject({ kind: 'review.requested', command, agent: 'alice' });
  expect((await bob.review('r1', command)).status).toBe(200);
  const [decision] = await told.waitForCount(1);
  expect(decision?.message).toMatchObject({ kind: 'command.decided', key: 'k1' });
});

test('a stream that is resumed misses nothing and gets nothing twice', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const ids: number[] = [];
  const keys: string[] = [];
  for (let round = 0; round < 6; round++) {
    const inbox = await openInbox(scope, alice, ids.at(-1) ?? 0);
    const key = `k${round}`;
    const { command } = commandResponse.parse((await alice.command(key, RISKY)).body);
    if (round % 2 === 0) await inbox.waitForCount(round === 0 ? 0 : 1);
    else inbox.close();
    await bob.review(`r${round}`, command);
    if (round % 2 === 0) {
      const received = await inbox.waitForCount(round === 0 ? 1 : 2);
      ids.push(...received.map(({ id }) => id));
      for (const { message } of received)
        if (message.kind === 'command.decided') keys.push(message.key);
      inbox.close();
    }
    if (round % 3 === 2) await bridge.restart();
  }
  expect(keys).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
  expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
});

test('more than is kept in memory is resumed from the log', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const count = 100;
  for (let i = 0; i < count; i++) {
    const { command } = commandResponse.parse((await alice.command(`k${i}`, RISKY)).body);
    await bob.review(`r${i}`, command);
  }
  for (const life of ['this life', 'the next']) {
    const inbox = await openInbox(scope, alice, 0);
    const received = await inbox.waitForCount(count);
    const keys = received.map(({ message }) => message.kind === 'command.decided' && message.key);
    expect([life, ...keys]).toEqual([life, ...Array.from({ length: count }, (_, i) => `k${i}`)]);
    inbox.close();
    await bridge.restart();
  }
});

test('an answer that is no longer in memory is found in the log', async () => {
  const bridge = await startBridge(scope, { settings: { answersKeptMin: 2 } });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'expert');
  const steps = ['one', 'two'];
  const first = await alice.command('old', { ...SAFE, steps });
  const asked = await alice.command('asked', RISKY);
  const { command } = commandResponse.parse(asked.body);
  await bob.review('r', command);
  for (let i = 0; i < 10; i++) await alice.command(`k${i}`);
  expect((await alice.command('old', { ...SAFE, steps })).text).toBe(first.text);
  expect((await alice.command('asked', RISKY)).text).toBe(asked.text);
  expect(await alice.command('old', SAFE)).toMatchObject({ status: 409 });
  expect(await eventsOf(bridge, { type: 'command.submitted' })).toHaveLength(12);
});

test('a coordinator sees by one digest that a state is the same, and by which part that it is not', async () => {
  const bridge = await startBridge(scope);
  const target = {
    get url() {
      return bridge.url;
    },
    agentNowMs: bridge.nowMs,
  };
  const alice = await joinAgent(target, 'alice', 'builder');
  const chief = await joinAgent(target, 'chief', 'coordinator');
  await alice.command('k1', SAFE);
  const digest = async () => {
    bridge.pushClock(1000);
    return stateDigestResponse.parse((await chief.get(API_PATHS.stateDigest)).body);
  };
  const before = await digest();
  expect(before).toMatchObject({ logId: bridge.logId, seq: bridge.bridge.log.lastSeq });
  expect((await chief.get(API_PATHS.stateDigest)).status).toBe(429);
  expect((await alice.get(API_PATHS.stateDigest)).status).toBe(403);
  await bridge.restart();
  expect(await digest()).toMatchObject({ digest: before.digest, parts: before.parts });
  await alice.command('k2', SAFE);
  const { digest: other, parts, seq } = await digest();
  expect(seq).toBeGreaterThan(before.seq);
  expect(other).not.toBe(before.digest);
  const { answers: _differ, ...same } = before.parts;
  expect(parts).toMatchObject(same);
  expect(parts['answers']).not.toBe(before.parts['answers']);
});
