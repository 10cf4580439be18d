import { existsSync, readFileSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { EXIT } from '@lighthouse/contract';
import { API_PATHS, commandResponse } from '@lighthouse/contract/api';
import { loadKeyRing, verifyLog } from '@lighthouse/event-store';
import { createScope, runCli, startCli, toolBin } from '@lighthouse/testkit';
import type { RunningCli } from '@lighthouse/testkit';
import { makePlace } from './made-place.ts';
import { openSocket } from './raw-socket.ts';
import { runHere } from './run-here.ts';
import { enrolRequestOf, joinAgent, SAFE, send, TestAgent } from './test-agent.ts';

const scope = createScope(afterEach);
const bin = toolBin('lh-bridge');
const TOKEN = 'a-token-for-builders-and-experts';
const ACKNOWLEDGED_MIN = 150;

interface Place {
  readonly folder: string;
  readonly args: readonly string[];
}

const PLACES = { log: 'store/log', key: 'keys/ring.json' };
const PLACE_ARGS = ['--log', PLACES.log, '--key', PLACES.key];

/** A folder with a key, a token and an empty log. */
async function initialise(): Promise<Place> {
  const folder = await scope.folder();
  await makePlace(folder, PLACES);
  return { folder, args: PLACE_ARGS };
}

interface Started {
  readonly cli: RunningCli;
  readonly url: string;
  readonly logId: string;
}

async function start({ folder, args }: Place, more: readonly string[] = []): Promise<Started> {
  const cli = startCli(scope, bin, ['serve', '--json', '--port', '0', ...args, ...more], {
    cwd: folder,
    env: { LH_BRIDGE_ENROL_TOKEN: TOKEN },
  });
  const [line] = await cli.waitForLine(/^\{"schema":"lighthouse\/bridge-ready\/1".*\}$/);
  const ready = JSON.parse(line) as { url: string; pid: number; logId: string };
  expect(ready.pid).toBe(cli.pid);
  return { cli, url: ready.url, logId: ready.logId };
}

async function verdictOf({ folder }: Place, isClosed: boolean): Promise<unknown> {
  const keyRing = loadKeyRing(path.join(folder, 'keys/ring.json'));
  const { value, findings } = await verifyLog({
    dir: path.join(folder, 'store/log'),
    keyRing,
    isClosed,
  });
  return { value, codes: findings.map(({ code }) => code) };
}

test('init makes a key ring and a token that nobody else can read, and an empty log', async () => {
  const [folder, args] = [await scope.folder(), PLACE_ARGS];
  const { code, stderr } = await runCli(bin, ['init', ...args], { cwd: folder });
  expect([code, stderr]).toEqual([EXIT.good, '']);
  for (const file of ['keys/ring.json', 'keys/enrol-token'])
    expect(statSync(path.join(folder, file)).mode & 0o777).toBe(0o600);
  expect(await verdictOf({ folder, args }, true)).toEqual({ value: 'intact', codes: [] });
  const before = readFileSync(path.join(folder, 'keys/ring.json'), 'utf8');
  const again = await runHere(['init', ...args], { cwd: folder });
  expect(again.code).toBe(EXIT.keyMissing);
  expect(readFileSync(path.join(folder, 'keys/ring.json'), 'utf8')).toBe(before);
});

test('init puts no secret where the log is', async () => {
  const folder = await scope.folder();
  const args = ['init', '--log', 'store', '--key', 'store/ring.json'];
  const { code, stderr } = await runHere(args, { cwd: folder });
  expect([code, stderr]).toEqual([EXIT.usage, expect.stringContaining('LH_USAGE')]);
  expect(existsSync(path.join(folder, 'store'))).toBe(false);
});

test('it says when it is ready, in one line, serves, and ends in order when it is told to', async () => {
  const place = await initialise();
  const { cli, url } = await start(place);
  const alice = await joinAgent({ url }, 'alice', 'builder');
  expect((await alice.command('k1')).status).toBe(200);
  const token = readFileSync(path.join(place.folder, 'keys/enrol-token'), 'utf8').trim();
  const byFile = await send({ url }, enrolRequestOf({ agent: 'bob', role: 'expert' }, token));
  expect(byFile.status).toBe(201);
  cli.kill('SIGTERM');
  expect(await cli.end).toEqual({ code: EXIT.good, signal: null });
  expect(cli.stdout().trim().split('\n')).toHaveLength(1);
  for (const secret of [token, TOKEN, alice.identity.secret])
    expect(cli.stdout() + cli.stderr()).not.toContain(secret);
  const lines = cli.stderr().trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
    'listening',
    'stopped',
  ]);
  expect(await verdictOf(place, true)).toEqual({ value: 'intact', codes: [] });
});

test('an open stream and a silent connection do not keep it from ending', async () => {
  const place = await initialise();
  const { cli, url } = await start(place);
  await openSocket(scope, { url });
  const alice = await joinAgent({ url }, 'alice', 'builder');
  const stream = await openSocket(scope, { url });
  const { headers } = alice.sign({ method: 'GET', path: API_PATHS.inbox });
  stream.say(
    `GET ${API_PATHS.inbox} HTTP/1.1\r\nhost: x\r\nauthorization: ${headers['authorization']}\r\n\r\n`,
  );
  expect(await stream.status()).toBe(200);
  const asked = performance.now();
  cli.kill('SIGTERM');
  expect((await cli.end).code).toBe(EXIT.good);
  expect(performance.now() - asked).toBeLessThan(5000);
  await stream.closed();
});

test('it ends with whoever started it, when asked to', async () => {
  const place = await initialise();
  const args = ['serve', '--port', '0', ...place.args, '--stop-with-stdin'];
  const { code, stdout } = await runCli(bin, args, { cwd: place.folder, input: '' });
  expect([code, stdout]).toEqual([EXIT.good, expect.stringMatching(/^listening on http:.*\n$/)]);
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
  '%s in the middle of load loses nothing that was acknowledged',
  async (signal) => {
    const place = await initialise();
    const { cli, url, logId } = await start(place);
    const names = Array.from({ length: 8 }, (_, i) => `agent-${i}`);
    const agents = await Promise.all(names.map((name) => joinAgent({ url }, name, 'builder')));
    const acknowledged = new Map<string, string>();
    let isOver = false;
    const working = agents.map(async (agent) => {
      for (let i = 0; !isOver; i++) {
        const request = { ...SAFE, target: `${agent.name} ${i}`, steps: ['one', 'two'] };
        const reply = await agent.command(`k${i}`, request).catch(() => undefined);
        if (reply === undefined) return;
        if (reply.status === 200) acknowledged.set(`${agent.name} ${i}`, reply.text);
        else expect(reply.status).toBe(503);
        if (acknowledged.size === ACKNOWLEDGED_MIN) cli.kill(signal);
      }
    });
    const end = await cli.end;
    isOver = true;
    await Promise.all(working);
    expect(end).toEqual(
      signal === 'SIGKILL' ? { code: null, signal } : { code: EXIT.good, signal: null },
    );
    expect(acknowledged.size).toBeGreaterThanOrEqual(ACKNOWLEDGED_MIN);
    const next = await start(place);
    expect(next.logId).toBe(logId);
    for (const [target, text] of acknowledged) {
      const [name = '', number] = target.split(' ');
      const agent = agents[names.indexOf(name)];
      if (agent === undefined) throw new Error(`who is ${name}?`);
      const after = new TestAgent(next, agent.identity);
      [after.session, after.nonce] = [agent.session, agent.nonce + Number(number) + 1];
      const request = { ...SAFE, target, steps: ['one', 'two'] };
      const again = await after.command(`k${number}`, request);
      expect([again.status, again.text]).toEqual([200, text]);
    }
    next.cli.kill('SIGTERM');
    expect((await next.cli.end).code).toBe(EXIT.good);
    expect(await verdictOf(place, true)).toEqual({ value: 'intact', codes: [] });
    const receipts = [...acknowledged.values()].map((text) =>
      commandResponse.parse(JSON.parse(text)),
    );
    expect(new Set(receipts.map(({ receipt }) => receipt.seq)).size).toBe(acknowledged.size);
  },
  60_000,
);

async function failing(args: readonly string[], cwd: string) {
  const { code, stdout, stderr } = await runHere(args, { cwd });
  expect(stdout).toBe('');
  return { code, error: /LH_[A-Z_]+/.exec(stderr)?.[0], stderr };
}

test('a port that is taken is named, and the log is closed in order', async () => {
  const place = await initialise();
  const other = net.createServer().listen(0, '127.0.0.1');
  scope.onClose(() => void other.close());
  await once(other, 'listening');
  const port = String((other.address() as net.AddressInfo).port);
  const result = await failing(['serve', ...place.args, '--port', port], place.folder);
  expect(result).toMatchObject({ code: EXIT.unreachable, error: 'LH_PORT_BUSY' });
  expect(result.stderr).toContain(port);
  expect(await verdictOf(place, true)).toEqual({ value: 'intact', codes: [] });
});

test('a log that another process writes to is left alone', async () => {
  const place = await initialise();
  await start(place);
  const result = await failing(['serve', ...place.args, '--port', '0'], place.folder);
  expect(result).toMatchObject({ code: EXIT.io, error: 'LH_LOG_LOCKED' });
});

test('without a key nothing runs, and none is made', async () => {
  const folder = await scope.folder();
  const result = await failing(['serve', '--log', 'log', '--key', 'ring.json'], folder);
  expect(result).toMatchObject({ code: EXIT.keyMissing, error: 'LH_KEY_MISSING' });
  expect(result.stderr).toContain('lh-bridge init');
  expect([
    existsSync(path.join(folder, 'log')),
    existsSync(path.join(folder, 'ring.json')),
  ]).toEqual([false, false]);
});

test('a key or token that others can read is not used', async () => {
  const { folder, args } = await initialise();
  for (const file of ['keys/enrol-token', 'keys/ring.json']) {
    await chmod(path.join(folder, file), 0o644);
    const result = await failing(['serve', ...args, '--port', '0'], folder);
    expect(result).toMatchObject({ code: EXIT.keyMissing, error: 'LH_KEY_MODE' });
  }
});

test.each([
  ['--enrol-token-file', 'nowhere', EXIT.inputMissing],
  ['--rules', '.', EXIT.usage],
  ['--host', '203.0.113.7', EXIT.io],
  ['--port', '65536', EXIT.usage],
])('%s %s ends with its own exit code', async (flag, value, code) => {
  const { folder, args } = await initialise();
  const result = await failing(['serve', ...args, flag, value], folder);
  expect(result.code).toBe(code);
});
