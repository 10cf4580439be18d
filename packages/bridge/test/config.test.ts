import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { EXIT } from '@lighthouse/contract';
import {
  createScope,
  runCli,
  startCli,
  TEST_CERT,
  TEST_CERT_KEY,
  toolBin,
  waitFor,
} from '@lighthouse/testkit';
import { Agent } from 'undici';
import { loadTls } from '../src/host/load-tls.ts';
import { serveOptions } from '../src/host/serve-options.ts';
import type { ServeArgs } from '../src/host/serve-options.ts';
import { makePlace } from './made-place.ts';
import { runHere } from './run-here.ts';
import { joinAgent, send } from './test-agent.ts';

const scope = createScope(afterEach);
const bin = toolBin('lh-bridge');
const TOKEN = 'a-token-for-builders-and-experts';

/** A folder with keys and a log, and a configuration file that says where they are. */
async function folderWith(config: string, more: Readonly<Record<string, string>> = {}) {
  const folder = await scope.folder();
  await makePlace(folder, { log: 'etc/store/log', key: 'etc/keys/ring.json' });
  const files = { 'etc/lh-bridge.yaml': config, ...more };
  for (const [name, text] of Object.entries(files))
    await writeFile(path.join(folder, name), text, { mode: 0o600 });
  return folder;
}

const PLACES = 'log: store/log\nkey: keys/ring.json\nport: 0\n';

async function start(folder: string, more: readonly string[] = [], env = {}) {
  const args = ['serve', '--config', 'etc/lh-bridge.yaml', '--json', ...more];
  const cli = startCli(scope, bin, args, {
    cwd: folder,
    env: { LH_BRIDGE_ENROL_TOKEN: TOKEN, ...env },
  });
  const [line] = await cli.waitForLine(/^\{"schema":"lighthouse\/bridge-ready\/1".*\}$/);
  return { cli, url: (JSON.parse(line) as { url: string }).url };
}

test('a configuration file says where everything is, relative to itself, and what is let through', async () => {
  const folder = await folderWith(`${PLACES}limits: { agentRate: 1 }\n`);
  const { cli, url } = await start(folder);
  const alice = await joinAgent({ url }, 'alice', 'builder');
  expect((await alice.command('k1')).status).toBe(429);
  cli.kill('SIGTERM');
  expect((await cli.end).code).toBe(EXIT.good);
});

test('the command line wins over the environment, and that over the file', async () => {
  const folder = await folderWith(`${PLACES}limits: { agentRate: 1 }\n`);
  const free = net.createServer().listen(0, '127.0.0.1');
  await waitFor(() => free.address() !== null);
  const taken = String((free.address() as net.AddressInfo).port);
  scope.onClose(() => void free.close());
  const env = { LH_AGENT_RATE: '1000', LH_PORT: taken };
  const { url } = await start(folder, ['--port', '0'], env);
  expect(new URL(url).port).not.toBe(taken);
  const alice = await joinAgent({ url }, 'alice', 'builder');
  expect((await alice.command('k1')).status).toBe(200);
});

test('a mistake in the file is shown with its place', async () => {
  const folder = await folderWith(`${PLACES}prot: 1\n`);
  const args = ['serve', '--config', 'etc/lh-bridge.yaml'];
  const { code, stderr } = await runHere(args, { cwd: folder });
  expect([code, stderr]).toEqual([EXIT.usage, expect.stringContaining('LH_CONFIG')]);
  expect(stderr).toContain('etc/lh-bridge.yaml:4:1');
  expect(stderr).toContain('did you mean "port"?');
});

const NOTHING_SAID: ServeArgs = {
  config: undefined,
  log: undefined,
  key: undefined,
  host: undefined,
  port: undefined,
  rules: undefined,
  enrolTokenFile: undefined,
  reviewTimeout: undefined,
  agentRate: undefined,
  tlsCert: undefined,
  tlsKey: undefined,
  watcher: undefined,
  segmentBytes: undefined,
  compatTokenFile: undefined,
  stopWithStdin: false,
};

/** Reads, as `serve` does, a configuration file and what else lies beside it. */
async function optionsOf(config: string, more: Readonly<Record<string, string>> = {}) {
  const folder = await scope.folder();
  for (const [name, text] of Object.entries({ 'lh-bridge.yaml': config, ...more }))
    await writeFile(path.join(folder, name), text, { mode: 0o600 });
  return () => serveOptions({ ...NOTHING_SAID, config: 'lh-bridge.yaml' }, folder);
}

test.each([
  ['host: 1\n', 'lh-bridge.yaml:4:7', 'host'],
  ['limits:\n  agentRates: 5\n', 'lh-bridge.yaml:5:3', 'did you mean "agentRate"?'],
  ['limits: { agents: -1 }\n', 'lh-bridge.yaml:4:19', 'limits.agents'],
  ['origins: [https://a/b]\n', 'lh-bridge.yaml:4:11', 'not an origin'],
  ['a: [\n', 'lh-bridge.yaml:5:1', ''],
])('%j is refused with its place', async (wrong, place, words) => {
  const read = await optionsOf(`${PLACES}${wrong}`);
  const message = expect.stringContaining(words);
  const facts = { at: expect.stringMatching(new RegExp(`/${place}$`)) };
  expect(read).toThrow(expect.objectContaining({ code: 'LH_CONFIG', message, facts }));
});

const TLS = 'tlsCert: cert.pem\ntlsKey: cert.key\n';

test('with a certificate it speaks TLS and nothing else', async () => {
  const files = { 'etc/cert.pem': TEST_CERT, 'etc/cert.key': TEST_CERT_KEY };
  const folder = await folderWith(`${PLACES}${TLS}`, files);
  const { cli, url } = await start(folder);
  expect(url).toMatch(/^https:/);
  const dispatcher = new Agent({ connect: { ca: TEST_CERT } });
  scope.onClose(() => dispatcher.destroy());
  const alice = await joinAgent({ url, dispatcher }, 'alice', 'builder');
  expect((await alice.command('k1')).status).toBe(200);
  const plain = { method: 'GET', path: '/health', headers: {}, body: '' } as const;
  await expect(send({ url: url.replace('https', 'http') }, plain)).rejects.toThrow();
  expect((await send({ url, dispatcher }, plain)).status).toBe(200);
  cli.kill('SIGTERM');
  expect((await cli.end).code).toBe(EXIT.good);
  expect(cli.stdout() + cli.stderr()).not.toContain('PRIVATE KEY');
});

test('a key that is not that of the certificate is refused, and not shown', async () => {
  const files = { 'etc/cert.pem': 'no certificate', 'etc/cert.key': TEST_CERT_KEY };
  const folder = await folderWith(`${PLACES}${TLS}`, files);
  const args = ['serve', '--config', 'etc/lh-bridge.yaml'];
  const { stderr } = await runCli(bin, args, { cwd: folder });
  expect(stderr).toContain('LH_CONFIG');
  expect(stderr).not.toMatch(/PRIVATE KEY|MIGH/);
});

test.each([
  ['tlsCert: cert.pem\n', {}, 'LH_USAGE'],
  [TLS, { 'cert.pem': TEST_CERT, 'cert.key': TEST_CERT }, 'LH_CONFIG'],
  [TLS, { 'cert.key': TEST_CERT_KEY }, 'LH_INPUT_MISSING'],
])('%j with what is no pair is refused', async (config, files, code) => {
  const read = await optionsOf(`${PLACES}${config}`, files);
  const load = () => {
    const { tls } = read();
    return tls === undefined ? undefined : loadTls(tls);
  };
  expect(load).toThrow(expect.objectContaining({ code }));
});
