import { cp, rm } from 'node:fs/promises';
import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS, eventsResponse, problemSchema } from '@lighthouse/contract/api';
import { createScope } from '@lighthouse/testkit';
import { auditOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { joinAgent, SAFE, send } from './test-agent.ts';
import type { Reply, TestAgent } from './test-agent.ts';

const scope = createScope(afterEach);

const receiptOf = ({ headers }: Reply): string => String(headers['lighthouse-receipt']);

function commandSeeing(agent: TestAgent, key: string, seen: string): Promise<Reply> {
  return agent.send({ path: API_PATHS.commands, key, body: SAFE, seen });
}

/** Puts an older copy of the log back, as an attacker or a careless operator would. */
async function rollBack(bridge: TestBridge, since: () => Promise<void>): Promise<void> {
  await bridge.stop();
  const copy = `${bridge.dir}-copy`;
  await cp(bridge.dir, copy, { recursive: true });
  await bridge.start();
  await since();
  await bridge.stop();
  await rm(bridge.dir, { recursive: true });
  await cp(copy, bridge.dir, { recursive: true });
  await bridge.start();
}

async function alertCount(bridge: TestBridge, kind: string): Promise<number> {
  const metrics = { method: 'GET', path: '/metrics', headers: {}, body: '' } as const;
  const { text } = await send(bridge, metrics);
  const [, count] = new RegExp(`lighthouse_alerts_total\\{kind="${kind}"\\} (\\d+)`).exec(text)!;
  return Number(count);
}

test('row 50: a server that was rolled back is told so by whoever holds a later receipt', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'builder');
  let seen = '';
  await rollBack(bridge, async () => {
    await bob.command('k0');
    seen = receiptOf(await alice.command('k1'));
    expect((await commandSeeing(alice, 'k2', seen)).status).toBe(200);
  });
  const reply = await commandSeeing(alice, 'k3', seen);
  expect([reply.status, reply.body['code']]).toEqual([409, 'ROLLBACK_DETECTED']);
  const { evidence } = problemSchema.parse(reply.body);
  expect(`${evidence?.seen.seq}:${evidence?.seen.mac}`).toBe(seen);
  expect(evidence?.held.seq).toBeLessThan(evidence!.seen.seq);
  expect(await auditOf(bridge)).toEqual([
    expect.objectContaining({ code: 'ROLLBACK_DETECTED', severity: 'critical', evidence }),
  ]);
  expect(await alertCount(bridge, 'rollback')).toBe(1);
  expect(bridge.alerts).toEqual([expect.stringMatching(/^rollback .*"agent":"alice"/)]);
});

test('row 49: a server that tells two histories is caught by the receipts of both', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const bob = await joinAgent(bridge, 'bob', 'builder');
  let toldToAlice = '';
  await rollBack(bridge, async () => {
    toldToAlice = receiptOf(await alice.command('k1'));
  });
  const toldToBob = receiptOf(await bob.command('k1'));
  // Each alone is a receipt of this log; whoever is told of the other's has proof of both.
  expect(toldToBob.split(':')[0]).toBe(toldToAlice.split(':')[0]);
  expect((await commandSeeing(bob, 'k2', toldToBob)).status).toBe(200);
  const reply = await commandSeeing(bob, 'k3', toldToAlice);
  expect([reply.status, reply.body['code']]).toEqual([409, 'FORK']);
  const { evidence } = problemSchema.parse(reply.body);
  const macs = [toldToAlice, toldToBob].map((receipt) => receipt.split(':')[1]);
  expect([evidence?.seen.mac, evidence?.held.mac]).toEqual(macs);
  expect(await auditOf(bridge)).toMatchObject([{ agent: 'bob', code: 'FORK', evidence }]);
  expect(await alertCount(bridge, 'fork')).toBe(1);
});

test('row 50: a receipt is honoured on every kind of request, whole or by its beginning', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const seen = receiptOf(await alice.command('k1'));
  const invented = `999999:${'A'.repeat(43)}=`;
  const [path, intents] = [API_PATHS.events, { method: 'GET', path: API_PATHS.inbox } as const];
  for (const [held, status] of [
    [seen, 200],
    [seen.slice(0, -20), 200],
    [invented, 409],
    ['7', 400],
  ] as const) {
    expect((await alice.send({ method: 'GET', path, seen: held })).status).toBe(status);
    if (status !== 200) expect((await alice.send({ ...intents, seen: held })).status).toBe(status);
  }
  const opening = { path: API_PATHS.sessions, seen: invented };
  expect((await alice.send(opening, { session: '-' })).status).toBe(409);
});

test('row 50: a receipt of any event is found in the log, and a false one is not', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  await alice.command('k1', { ...SAFE, steps: ['one', 'two'] });
  const { events } = eventsResponse.parse((await alice.get(API_PATHS.events)).body);
  for (const { seq, mac } of events) {
    const [right, wrong] = [
      `${seq}:${mac}`,
      `${seq}:${mac.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))}`,
    ];
    const replies = [
      await alice.send({ method: 'GET', path: API_PATHS.info, seen: right }),
      await alice.send({ method: 'GET', path: API_PATHS.info, seen: wrong }),
    ];
    expect([seq, ...replies.map(({ status }) => status)]).toEqual([seq, 200, 409]);
  }
});

test('row 50: the receipt is signed: nobody on the way adds one, takes it off, or changes it', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const seen = receiptOf(await alice.command('k1'));
  const intent = { path: API_PATHS.commands, key: 'k2', body: SAFE };
  const [plain, told] = [alice.sign(intent), alice.sign({ ...intent, seen })];
  const { 'lighthouse-seen': _gone, ...without } = told.headers;
  const altered = [
    { ...plain, headers: { ...plain.headers, 'lighthouse-seen': seen } },
    { ...told, headers: without },
    { ...told, headers: { ...told.headers, 'lighthouse-seen': `9${seen}` } },
  ];
  for (const raw of altered) expect((await send(bridge, raw)).status).toBe(401);
  expect((await send(bridge, told)).status).toBe(200);
});

test('row 50: who invents receipts is named in the log, and does not fill it', async () => {
  const bridge = await startBridge(scope);
  const eve = await joinAgent(bridge, 'eve', 'builder');
  const alice = await joinAgent(bridge, 'alice', 'builder');
  for (let i = 0; i < 40; i++)
    expect((await commandSeeing(eve, `k${i}`, `${9000 + i}:${'A'.repeat(43)}=`)).status).toBe(409);
  expect(await auditOf(bridge)).toHaveLength(5);
  // Told at the first, second, fourth, … of them.
  expect([await alertCount(bridge, 'rollback'), bridge.alerts.length]).toEqual([40, 6]);
  expect((await alice.command('k1')).status).toBe(200);
});
