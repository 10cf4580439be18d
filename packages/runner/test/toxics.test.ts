import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import type { NetworkAction, ToxicAction } from '../src/faults/planned-fault.ts';
import { probeTarget } from '../src/host/probe-target.ts';
import { proxyTimers } from '../src/host/proxy-thread.ts';
import { FaultProxy } from '../src/proxy/fault-proxy.ts';

const scope = createScope(afterEach);
const LIMIT_MS = 3000;
const CUT_OFF_MS = 400;
const ALL = { agents: {} };
const DOWN = { ...ALL, stream: 'downstream', toxicity: 1 } as const;

/** A server that answers at once with so many bytes, counts, and a proxy of two lanes before it. */
async function proxied(bodyBytes = 100) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests.push([request.method, request.headers['idempotency-key']].flat().join(' '));
      response.setHeader('content-length', bodyBytes).end('x'.repeat(bodyBytes));
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  scope.onClose(() => void server.close());
  scope.onClose(() => server.closeAllConnections());
  const target = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const { proxy, ports } = await FaultProxy.open({
    target,
    laneCount: 2,
    isTapped: true,
    timers: proxyTimers(),
  });
  scope.onClose(() => proxy.close());
  const ask = (lane = 0, timeoutMs = LIMIT_MS) =>
    probeTarget({ host: '127.0.0.1', port: ports[lane] ?? 0, path: '/health' }, timeoutMs);
  const inject = (action: NetworkAction, lanes = [0], seed = 1) =>
    proxy.inject({ id: 'f', action, seed }, lanes);
  return { proxy, ports, ask, inject, requests };
}

/** The fastest of a few: what others do on this machine only adds. */
async function fastestMs(ask: () => ReturnType<typeof probeTarget>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 5; n++) times.push((await ask()).answeredMs ?? Infinity);
  return Math.min(...times);
}

test('without a toxic everything goes through, unchanged', async () => {
  const { ask } = await proxied(100_000);
  expect(await ask()).toMatchObject({ failure: '' });
});

test('latency adds its time to answers of its lane, and to those of no other', async () => {
  const { proxy, ask, inject } = await proxied();
  const before = await fastestMs(ask);
  await inject({ ...DOWN, kind: 'latency', latencyMs: 120, jitterMs: 0 });
  expect((await fastestMs(ask)) - before).toBeGreaterThan(115);
  expect((await fastestMs(() => ask(1))) - before).toBeLessThan(100);
  expect((await proxy.heal('f')).affected).toBeGreaterThanOrEqual(5);
  expect((await fastestMs(ask)) - before).toBeLessThan(100);
});

test('latency upstream and downstream adds up', async () => {
  const { ask, inject } = await proxied();
  const before = await fastestMs(ask);
  await inject({ ...DOWN, stream: 'both', kind: 'latency', latencyMs: 60, jitterMs: 0 });
  expect((await fastestMs(ask)) - before).toBeGreaterThan(115);
});

test('jitter spreads latency to both sides', async () => {
  const { ask, inject } = await proxied();
  await inject({ ...DOWN, kind: 'latency', latencyMs: 100, jitterMs: 90 });
  expect(await fastestMs(ask)).toBeLessThan(190);
});

test('a lost piece stalls for as long as it takes to send it again', async () => {
  const { proxy, ask, inject } = await proxied();
  await inject({ ...DOWN, kind: 'loss', share: 1, stallMs: 150 });
  expect(await fastestMs(ask)).toBeGreaterThan(145);
  await proxy.heal('f');
  await inject({ ...DOWN, kind: 'loss', share: 0.5, stallMs: 1 });
  await Promise.all(Array.from({ length: 200 }, () => ask()));
  const { affected, pieces } = await proxy.heal('f');
  // On a busy machine not all of them come through in time.
  expect(pieces).toBeGreaterThan(50);
  expect(Math.abs(affected / pieces - 0.5)).toBeLessThan(0.25);
});

test('bandwidth lets no more than so much through', async () => {
  const { ask, inject } = await proxied(20_000);
  const before = await fastestMs(ask);
  await inject({ ...DOWN, kind: 'bandwidth', bytesPerSecond: 100_000 });
  const tookMs = (await fastestMs(ask)) - before;
  expect(tookMs).toBeGreaterThan(190);
});

test('the slicer cuts an answer into pieces', async () => {
  const { ask, inject } = await proxied(1000);
  const slices = { averageSize: 100, sizeVariation: 20, delayMs: 10 };
  expect((await ask()).pieces).toBeLessThan(4);
  await inject({ ...DOWN, kind: 'slicer', ...slices });
  const { pieces, answeredMs } = await ask();
  expect(pieces).toBeGreaterThan(4);
  expect(answeredMs).toBeGreaterThan(70);
});

test('slow_close keeps a connection open after the answer', async () => {
  const { ask, inject } = await proxied();
  await inject({ ...DOWN, kind: 'slow_close', delayMs: 300 });
  const { closedAfterMs, failure } = await ask();
  expect(failure).toBe('');
  expect(closedAfterMs).toBeGreaterThan(280);
});

test.each<[string, ToxicAction, string]>([
  ['down refuses', { kind: 'down' }, 'ECONNREFUSED'],
  ['reset_peer resets', { ...DOWN, kind: 'reset_peer', timeoutMs: 0 }, 'ECONNRESET'],
  ['timeout swallows', { ...DOWN, kind: 'timeout', timeoutMs: 0 }, 'no answer'],
  ['timeout ends after its time', { ...DOWN, kind: 'timeout', timeoutMs: 50 }, 'closed without'],
  ['limit_data cuts off', { ...DOWN, kind: 'limit_data', bytes: 50 }, 'closed without'],
])('%s, and is healed', async (_what, toxic, failure) => {
  const { proxy, ask, inject } = await proxied();
  await inject({ ...ALL, ...toxic });
  expect((await ask(0, CUT_OFF_MS)).failure).toContain(failure);
  expect(await ask(1)).toMatchObject({ failure: '' });
  await proxy.heal('f');
  expect(await ask()).toMatchObject({ failure: '' });
});

test('a partition holds back what was sent, and lets it go when it is healed', async () => {
  const { proxy, ask, inject } = await proxied();
  await inject({ ...ALL, kind: 'partition', split: 'half' });
  expect((await ask(0, CUT_OFF_MS)).failure).toBe('no answer');
  const late = ask();
  await proxy.heal('f');
  expect(await late).toMatchObject({ failure: '' });
});

test('a partition that moves on frees the lanes it leaves', async () => {
  const { ask, inject } = await proxied();
  await inject({ ...ALL, kind: 'partition', split: 'ring' }, [0]);
  await inject({ ...ALL, kind: 'partition', split: 'ring' }, [1]);
  expect(await ask(0)).toMatchObject({ failure: '' });
  expect((await ask(1, CUT_OFF_MS)).failure).toBe('no answer');
});

test('toxicity is a share of the connections, the same ones for the same seed', async () => {
  const failing = async () => {
    const { ask, inject } = await proxied();
    await inject({ ...DOWN, toxicity: 0.4, kind: 'reset_peer', timeoutMs: 0 }, [0], 7);
    const failures: string[] = [];
    // One after the other: a connection's chance follows from its number.
    for (let n = 0; n < 40; n++) failures.push((await ask()).failure);
    return failures;
  };
  const [one, other] = [await failing(), await failing()];
  expect(one).toEqual(other);
  const share = one.filter((failure) => failure !== '').length / one.length;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.65);
});

test('duplicate sends whole requests again, and only those that carry a key', async () => {
  const { proxy, ports, inject, requests } = await proxied();
  await inject({ ...ALL, kind: 'duplicate', share: 1 });
  const socket = connect(ports[0] ?? 0, '127.0.0.1');
  scope.onClose(() => void socket.destroy());
  let answers = '';
  socket.on('data', (data) => (answers += data.toString()));
  const post = (key: string) => `POST / HTTP/1.1\r\nhost: x\r\n${key}content-length: 4\r\n\r\nbody`;
  socket.write(post('idempotency-key: k1\r\n'));
  // Cut in the middle of its head, and behind it the next one in the same piece.
  socket.write(post('idempotency-key: k2\r\n').slice(0, 30));
  socket.write(post('idempotency-key: k2\r\n').slice(30) + post(''));
  const isDone = () =>
    requests.length >= 5 &&
    proxy.counts('f').statuses['200'] === 2 &&
    answers.split('HTTP/1.1 200').length === 4;
  for (const end = Date.now() + 5000; !isDone() && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(requests.toSorted()).toEqual(['POST ', 'POST k1', 'POST k1', 'POST k2', 'POST k2']);
  const { affected, statuses } = await proxy.heal('f');
  expect({ affected, statuses }).toEqual({ affected: 2, statuses: { 200: 2 } });
});
