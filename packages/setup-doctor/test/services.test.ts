import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, startCli, toolBin } from '@lighthouse/testkit';
import { runDoctor } from './run-doctor.ts';

const scope = createScope(afterEach);

/** Starts a server on a free port and gives `host:port`. */
async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.onClose(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that says something when it is connected to, or when it is spoken to. */
function speaker(words: { first?: string; answer?: string }): Server {
  return createServer((socket) => {
    socket.on('error', () => {});
    if (words.first !== undefined) socket.write(words.first);
    socket.on('data', () => words.answer !== undefined && socket.write(words.answer));
  });
}

function web(status: number, body: string): Server {
  return createHttpServer((_request, response) => {
    response.statusCode = status;
    response.end(body);
  });
}

test('a bridge that runs is alive, reachable and ready', async () => {
  const cwd = await scope.folder();
  const keys = ['--log', path.join(cwd, 'log'), '--key', path.join(cwd, 'keys/ring.json')];
  const made = startCli(scope, toolBin('lh-bridge'), ['init', ...keys], { cwd });
  expect((await made.end).code).toBe(0);
  const serve = ['serve', ...keys, '--port', '0', '--json'];
  const bridge = startCli(scope, toolBin('lh-bridge'), serve, { cwd });
  const [, url = ''] = await bridge.waitForLine(/"url":"([^"]+)"/);
  const args = ['--only', 'services', '--only', 'network', '--target', url];
  const { code, status, found } = await runDoctor(scope, args, { cwd });
  expect([status('network.dns'), status('network.target'), code]).toEqual(['pass', 'pass', 0]);
  expect(found('services.bridge')).toBe(`${url}: alive and ready`);
});

test('a server that a scenario names is reached, and not asked whether it is a bridge', async () => {
  const url = `http://${await listen(web(200, 'hello'))}`;
  const cwd = await scope.folder();
  const requests = '[{ name: get, path: / }]';
  const text = `name: web\ntarget: { http: '${url}', requests: ${requests} }\nagents: [{ count: 1 }]\n`;
  writeFileSync(path.join(cwd, 'web.yaml'), text);
  const args = ['--for', 'web.yaml', '--no-calibrate', '--only', 'services', '--only', 'network'];
  const { status, found } = await runDoctor(scope, args, { cwd });
  expect(status('network.target')).toBe('pass');
  expect(found('services.bridge')).toBe('the target of the scenario is no bridge');
});

test('NATS, PostgreSQL and Prometheus are known by what they say', async () => {
  const nats = await listen(
    speaker({ first: 'INFO {"server_id":"A","version":"2.10.1","jetstream":true}\r\n' }),
  );
  const postgres = await listen(speaker({ answer: 'S' }));
  const prometheus = await listen(web(200, 'Prometheus Server is Healthy.\n'));
  const { code, answer } = await runDoctor(scope, ['--only', 'services'], {
    env: {
      LH_NATS: `nats://${nats}`,
      LH_POSTGRES: `postgres://me:secret@${postgres}/lighthouse`,
      LH_PROMETHEUS: `http://${prometheus}`,
    },
  });
  expect(answer.checks.map(({ status, found }) => [status, found])).toEqual([
    ['skip', 'not configured (--target)'],
    ['pass', `nats://${nats}: NATS 2.10.1 with JetStream`],
    ['pass', `postgres://${postgres}/lighthouse: answers, with TLS`],
    ['pass', `http://${prometheus}: healthy`],
  ]);
  expect(code).toBe(0);
});

test('something else behind the address is not taken for the service', async () => {
  const other = await listen(speaker({ first: 'SSH-2.0-x\r\n', answer: 'x' }));
  const sick = await listen(web(503, ''));
  const args = ['--nats', `nats://${other}`, '--postgres', `postgres://${other}`];
  const sickOnes = ['--prometheus', `http://${sick}`, '--target', `http://${sick}`];
  const { code, answer } = await runDoctor(scope, ['--only', 'services', ...args, ...sickOnes]);
  expect(answer.checks.map(({ status }) => status)).toEqual(['warn', 'warn', 'warn', 'warn']);
  expect(answer.checks.map(({ found }) => found.replace(/^[^ ]+ /, ''))).toEqual([
    '/health answers 503, not as a bridge does',
    'something answers that is not NATS',
    'something answers that is not PostgreSQL',
    '/-/healthy answers 503',
  ]);
  expect(code).toBe(0);
});

test('a service that is silent or away is warned of in seconds, and fails only what is strict', async () => {
  const silent = await listen(speaker({}));
  const closed = createServer();
  const away = await listen(closed);
  closed.close();
  const args = [
    '--only',
    'services',
    '--nats',
    `nats://${away}`,
    '--prometheus',
    `http://${silent}`,
  ];
  const { code, found } = await runDoctor(scope, args);
  expect(found('services.nats')).toBe(`nats://${away}: nothing listens there`);
  expect(found('services.prometheus')).toBe(`http://${silent}: no answer in 3000 ms`);
  expect(code).toBe(0);
  const strict = await runDoctor(scope, [...args.slice(0, 4), '--strict']);
  expect([strict.code, strict.answer.verdict]).toEqual([1, 'bad']);
});

test('offline nobody is asked', async () => {
  const args = ['--offline', '--only', 'services', '--nats', 'nats://nowhere.invalid'];
  const { answer } = await runDoctor(scope, [...args, '--only', 'network.target']);
  expect(answer.checks.every(({ status }) => status === 'skip')).toBe(true);
});

test('a port that is taken is named', async () => {
  const taken = await listen(createServer());
  const port = taken.split(':')[1] ?? '';
  const { found } = await runDoctor(scope, ['--only', 'network.port-free', '--port', port]);
  expect(found('network.port-free')).toBe(`${port} is taken`);
});
