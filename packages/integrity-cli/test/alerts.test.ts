import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { alertSchema } from '@lighthouse/contract/watch-answer';
import { createScope, startCli, toolBin } from '@lighthouse/testkit';
import { flipBit, openLiveLog, segmentsOf, type LiveLog } from './live-log.ts';
import { runHere } from './run-here.ts';

const scope = createScope(afterEach);
const bin = toolBin('lh-verify');
const SECRET = 'a secret that only the two of us know';

interface Call {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A receiver on loopback that answers with these statuses, the last one for ever. */
async function receiver(statuses: readonly number[]): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      response.statusCode = statuses[Math.min(calls.length, statuses.length - 1)] ?? 200;
      calls.push({ headers: request.headers, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scope.onClose(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook?token=x`, calls };
}

async function damagedLog(): Promise<LiveLog> {
  const live = await openLiveLog(scope);
  await live.append(100);
  await live.writer.close();
  flipBit(segmentsOf(live.log)[0] ?? '', 3000);
  return live;
}

const watchOnce = (live: LiveLog, args: readonly string[]) =>
  runHere(['watch', live.log, '--key', live.key, '--audit', live.audit, '--once', ...args]);

test('alerts reach a file, a program without a shell, and a signed webhook that is tried again', async () => {
  const live = await damagedLog();
  const { url, calls } = await receiver([503, 200]);
  const at = (name: string): string => path.join(live.folder, name);
  writeFileSync(at('secret'), `${SECRET}\n`, { mode: 0o600 });
  const script = "require('fs').writeFileSync(process.argv[1], process.env.LH_ALERT_CODE)";
  const hostile = `${at('told')}`;
  const end = await watchOnce(live, [
    '--alert-file',
    at('alerts.jsonl'),
    '--alert-webhook',
    url,
    '--webhook-secret',
    at('secret'),
    '--alert-command',
    process.execPath,
    '--alert-arg=-e',
    '--alert-arg',
    script,
    '--alert-arg',
    hostile,
    '--alert-arg',
    `$(touch ${at('injected')})`,
  ]);
  expect(end.code).toBe(1);
  const alert = alertSchema.parse(JSON.parse(readFileSync(at('alerts.jsonl'), 'utf8')));
  expect(alert).toMatchObject({ kind: 'raised', alert: { finding: { code: 'CORRUPT' } } });
  expect([readFileSync(hostile, 'utf8'), existsSync(at('injected'))]).toEqual(['CORRUPT', false]);
  expect(calls.map(({ body }) => JSON.parse(body) as unknown)).toEqual([alert, alert]);
  const [first, second] = calls;
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = second?.headers ?? {};
  const signed = `${String(id)}.${String(timestamp)}.${second?.body ?? ''}`;
  const signature = createHmac('sha256', SECRET).update(signed).digest('base64');
  expect(second?.headers['webhook-signature']).toBe(`v1,${signature}`);
  const bytes = readFileSync(segmentsOf(path.join(live.audit, 'log'))[0] ?? '').toString('latin1');
  expect(bytes).toContain('"detail":"status 200"');
  expect(bytes).not.toContain('token=x');
  expect((await runHere([live.audit])).code).toBe(0);
});

test('a webhook that refuses is not asked again, and the outcome is kept', async () => {
  const live = await damagedLog();
  const { url, calls } = await receiver([410]);
  const secret = path.join(live.folder, 'secret');
  writeFileSync(secret, SECRET, { mode: 0o600 });
  await watchOnce(live, ['--alert-webhook', url, '--webhook-secret', secret]);
  const again = await watchOnce(live, ['--alert-webhook', url, '--webhook-secret', secret]);
  expect([again.code, calls.length]).toEqual([1, 1]);
  const bytes = readFileSync(segmentsOf(path.join(live.audit, 'log'))[0] ?? '').toString('latin1');
  expect(bytes).toContain('"isDelivered":false,"attemptCount":1,"detail":"status 410"');
  chmodSync(secret, 0o644);
  const open = await watchOnce(live, ['--alert-webhook', url, '--webhook-secret', secret]);
  expect([open.code, open.stderr]).toEqual([77, expect.stringContaining('LH_KEY_MODE')]);
});

test('a flood of one kind is told in a summary, and all of it is kept', async () => {
  const live = await openLiveLog(scope, 4096);
  await live.append(400);
  await live.writer.close();
  const files = segmentsOf(live.log).slice(0, 20);
  for (const file of files) flipBit(file, 1000);
  const args = ['--alerts-per-minute', '3', '--ndjson'];
  const end = await watchOnce(live, args);
  const alerts = end.stdout
    .trimEnd()
    .split('\n')
    .map((line) => alertSchema.parse(JSON.parse(line)));
  expect(alerts.map(({ kind }) => kind)).toEqual(['raised', 'raised', 'raised', 'summary']);
  expect(alerts.at(-1)).toMatchObject({ heldBackCount: files.length - 3, worst: 'high' });
});

test('the page, its data and the metrics are served on loopback, under no other name', async () => {
  const live = await damagedLog();
  const args = [
    'watch',
    live.log,
    '--key',
    live.key,
    '--listen',
    '0',
    '--status-interval',
    '100ms',
  ];
  const watch = startCli(scope, bin, args);
  const [, url = ''] = await watch.waitForLine(/status page: (\S+)/, 20_000);
  const page = await fetch(url);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('<title>lh-verify watch</title>');
  await watch.waitForLine(/^tampered, following/, 20_000);
  const metrics = await (await fetch(`${url}metrics`)).text();
  expect(metrics).toContain('lh_verify_verdict{verdict="tampered"} 1');
  expect(metrics).toContain('lh_verify_findings{code="CORRUPT",severity="high",state="open"} 1');
  expect((await fetch(`${url}healthz`)).status).toBe(503);
  expect((await fetch(`${url}status.json`, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${url}nothing`)).status).toBe(404);
  expect(await statusUnderName(url, 'evil.example')).toBe(421);
  watch.kill('SIGTERM');
  expect(await watch.end).toMatchObject({ code: 1 });
});

function statusUnderName(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}
