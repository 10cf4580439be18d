import v8 from 'node:v8';
import vm from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { API_PATHS } from '@lighthouse/contract/api';
import { createScope } from '@lighthouse/testkit';
import { startBridge } from './start-bridge.ts';
import { enrolRequestOf, joinAgent, send } from './test-agent.ts';
import type { Reply, TestAgent } from './test-agent.ts';
import { openInbox } from './test-inbox.ts';

const scope = createScope(afterAll);
v8.setFlagsFromString('--expose_gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

const ROUND = 20;
const ROUNDS = 2;
/** What each attack brings along, and no two the same: kept, it would be 1.3 MB a group. */
const BALLAST_BYTES = 32_000;
/** What the client keeps of each request is in it, too. */
const GROWTH_BYTES_MAX = 600_000;

type Attack = (liar: TestAgent, index: number) => Promise<Reply | undefined>;

const ballast = (index: number) => `${index} `.repeat(BALLAST_BYTES / `${index} `.length);
const path = API_PATHS.commands;
const body = (index: number) => ({ action: 'file.read', content: ballast(index) });

/** By group of rows of the Byzantine matrix: what an agent tries and is refused. */
const GROUPS: readonly (readonly [string, Attack])[] = [
  [
    'another identity',
    (liar, i) => liar.send({ path, key: `i${i}`, body: { ...body(i), agent: 'bob' } }),
  ],
  [
    'names of nobody',
    (liar, i) => liar.send({ path, key: `n${i}`, body: body(i) }, { agent: `nobody-${i}` }),
  ],
  [
    'a wrong secret',
    (liar, i) => liar.send({ path, key: `w${i}`, body: body(i) }, { secret: Buffer.alloc(32, i) }),
  ],
  [
    'an enrolment token that is none',
    (liar, i) =>
      send(
        liar.target,
        enrolRequestOf(
          { agent: `new-${i}`, role: 'builder' },
          `token-${ballast(i)}`.replaceAll(' ', '-').slice(0, 2000),
        ),
      ),
  ],
  ['one key for many things', (liar, i) => liar.send({ path, key: 'taken', body: body(i) })],
  [
    'a number that was used',
    (liar, i) => liar.send({ path, key: `r${i}`, body: body(i) }, { nonce: 2 }),
  ],
  [
    'JSON that is none',
    (liar, i) => liar.send({ path, key: `j${i}`, body: `{"action": "${ballast(i)}` }),
  ],
  ['depth', (liar, i) => liar.send({ path, key: `d${i}`, body: '['.repeat(100) + ballast(i) })],
  [
    'things that are not there',
    (liar, i) => liar.send({ path: `/v1/tasks/${i}/claim`, key: `t${i}`, body: {} }),
  ],
  [
    'paths that are not there',
    (liar, i) =>
      liar.send({ method: 'GET', path: `/${ballast(i).slice(0, 4000).replaceAll(' ', '/')}` }),
  ],
  [
    'reserved types',
    (liar, i) =>
      liar.send({
        path: API_PATHS.events,
        key: `e${i}`,
        body: { type: '$x', content: ballast(i) },
      }),
  ],
  [
    'receipts that are invented',
    (liar, i) =>
      liar.send({ path, key: `s${i}`, body: body(i), seen: `${1e9 + i}:${'A'.repeat(43)}` }),
  ],
  [
    'streams that are left',
    async (liar) => {
      const inbox = await openInbox(scope, liar, 0);
      inbox.close();
      return undefined;
    },
  ],
];

let liar: TestAgent;
let round = 0;

/** Lets the liar try, some times in this way and no two times alike. */
async function attackInRound(attack: Attack): Promise<void> {
  for (let i = 0; i < ROUND; i++) {
    const reply = await attack(liar, round * ROUND + i);
    if (reply !== undefined) expect([400, 401, 403, 404, 409]).toContain(reply.status);
  }
  round++;
}

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

beforeAll(async () => {
  const bridge = await startBridge(scope, { settings: { requestsPerSecondPerAgent: 1e6 } });
  liar = await joinAgent(bridge, 'liar', 'builder');
  await joinAgent(bridge, 'bob', 'builder');
  await liar.command('taken');
  // What is made once is made now.
  for (const [, attack] of GROUPS) await attackInRound(attack);
}, 60_000);

let baseline: number | undefined;

test.each(GROUPS)('what is refused leaves no memory behind: %s', async (_name, attack) => {
  baseline ??= heapBytes();
  for (let count = 0; count < ROUNDS; count++) await attackInRound(attack);
  const after = heapBytes();
  expect(after - baseline).toBeLessThan(GROWTH_BYTES_MAX);
  baseline = after;
});
