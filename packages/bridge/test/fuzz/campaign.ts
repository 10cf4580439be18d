import { expect } from '@jest/globals';
import type { Scope } from '@lighthouse/testkit';
import { Random } from '../random.ts';
import { startBridge } from '../start-bridge.ts';
import type { TestBridge } from '../start-bridge.ts';
import { joinAgent, SAFE } from '../test-agent.ts';
import type { TestAgent } from '../test-agent.ts';
import { FuzzConnection } from './connection.ts';
import { fuzzedRequest } from './requests.ts';

const CONNECTIONS = 16;
const HONEST_EVERY = 500;
const ROLES = ['builder', 'expert', 'builder', 'coordinator'] as const;

/** How many answers there were of each status. */
export type Tally = ReadonlyMap<number, number>;

/**
 * Sends so many requests that follow from the seed, over connections that are kept while they can
 * be. An honest agent works meanwhile, and must be served. What the scope checks when it closes:
 * no answer above 499, nothing thrown, nothing left open, the log intact.
 */
export async function fuzz(
  scope: Scope,
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<Tally> {
  const bridge = await startBridge(scope, {
    settings: { requestsPerSecondPerAgent: 1_000_000, answersKeptMin: 1000 },
  });
  const honest = await joinAgent(bridge, 'honest', 'builder');
  const tally = new Map<number, number>();
  let left = count;
  const workers = Array.from({ length: CONNECTIONS }, async (_, index) => {
    const random = new Random(seed + index);
    const connection = new FuzzConnection(bridge.url);
    const agents = await join(bridge, index);
    while (left-- > 0) {
      const agent = random.pick(agents);
      if (left % HONEST_EVERY === 0) await work(honest, left);
      if (random.chance(0.2)) await agent.openSession().catch(() => undefined);
      const status = await connection.exchange(fuzzedRequest(agent, random));
      tally.set(status, (tally.get(status) ?? 0) + 1);
    }
    connection.close();
  });
  await Promise.all(workers);
  await work(honest, -1);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  return tally;
}

async function join(bridge: TestBridge, index: number): Promise<TestAgent[]> {
  const agents: TestAgent[] = [];
  for (const role of ROLES.slice(0, 2 + (index % 3)))
    agents.push(await joinAgent(bridge, `${role}-${index}.${agents.length}`, role));
  return agents;
}

async function work(honest: TestAgent, at: number): Promise<void> {
  const { status } = await honest.command(`at.${at}`, SAFE);
  expect(status).toBe(200);
}
