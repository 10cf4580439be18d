import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { proofAnswerSchema } from '@lighthouse/contract/verify-answer';
import { createScope } from '@lighthouse/testkit';
import { runHere } from './run-here.ts';
import { copyVector } from './vector.ts';
import { writeLog } from './written-log.ts';

const scope = createScope(afterEach);

interface Signer {
  readonly secret: string;
  readonly verifier: string;
}

async function makeSigner(name = 'monitor.example'): Promise<Signer> {
  const secret = path.join(await scope.folder(), 'monitor.key');
  const { code, stdout } = await runHere(['signing-key', secret, name]);
  expect(code).toBe(0);
  return { secret, verifier: stdout.trim() };
}

/** A log of 1,200 events in several segments, and a checkpoint of it. */
async function signedLog() {
  const log = await writeLog(scope, { events: 1200, segmentBytes: 100_000, perAppend: 50 });
  const signer = await makeSigner();
  const note = path.join(await scope.folder(), 'checkpoint.note');
  const flags = ['--signing-key', signer.secret, '--out', note];
  const { code, stderr } = await runHere(['checkpoint', log.run, ...flags]);
  expect([code, stderr]).toEqual([0, '']);
  return { ...log, signer, note };
}

test('a signing key is for its owner alone, and never written over', async () => {
  const { secret, verifier } = await makeSigner();
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  expect(verifier).toMatch(/^monitor\.example\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}$/);
  const again = await runHere(['signing-key', secret, 'monitor.example']);
  expect([again.code, again.stdout]).toEqual([77, '']);
});

test('a checkpoint that was written is one that the log is audited against', async () => {
  const { run, note, signer } = await signedLog();
  expect(readFileSync(note, 'utf8')).toMatch(/^lighthouse\/[0-9a-f]{32}\n1200\n/);
  const flags = ['--against', note, '--against-key', signer.verifier];
  const { code, stdout } = await runHere([run, ...flags]);
  expect(code).toBe(0);
  expect(stdout).toContain('against   1 checkpoint\n');
  const other = await makeSigner('other.example');
  const wrong = ['--against', note, '--against-key', other.verifier];
  expect((await runHere([run, ...wrong])).code).toBe(64);
});

test('nobody vouches for a log that was tampered with, or whose beginning is gone', async () => {
  const { secret } = await makeSigner();
  for (const [name, exit] of [
    ['edited-with-crc', 1],
    ['archived-start', 2],
    ['wrong-key', 2],
  ] as const) {
    const { folder } = await copyVector(scope, name);
    const { code, stdout, stderr } = await runHere([
      'checkpoint',
      folder + '/log',
      '--key',
      folder + '/keyring.json',
      '--signing-key',
      secret,
    ]);
    expect([name, code, stdout]).toEqual([name, exit, '']);
    expect(stderr).toContain('nothing was written');
  }
});

test('an event is proven to somebody without the key of the log', async () => {
  const { run, note, signer, receipts } = await signedLog();
  const against = ['--against-key', signer.verifier];
  const flags = ['--seq', '550', '--against', note, ...against];
  const proof = path.join(await scope.folder(), 'event.tlog-proof');
  expect((await runHere(['prove', run, ...flags, '--out', proof])).code).toBe(0);
  const { code, stdout } = await runHere(['check-proof', proof, ...against, '--json']);
  expect(code).toBe(0);
  const answer = proofAnswerSchema.parse(JSON.parse(stdout));
  expect(answer).toMatchObject({
    isProven: true,
    log: receipts[0]?.logId,
    size: 1200,
    event: { seq: 550, type: 'task.noted', agent: 'bo' },
  });
  const payload = answer.isProven ? Buffer.from(answer.payload, 'base64').toString() : '';
  expect(JSON.parse(payload)).toMatchObject({ number: 550 });
  const told = await runHere(['check-proof', proof, ...against]);
  expect(told.stdout).toMatch(/^proven: /);
  const twice = await runHere(['prove', run, ...flags, '--out', proof]);
  expect(twice.code).toBe(64);
});

test('a proof of something else is none, however well it is made', async () => {
  const { run, note, signer } = await signedLog();
  const against = ['--against-key', signer.verifier];
  const proofOf = async (seq: number): Promise<string> =>
    (await runHere(['prove', run, '--seq', `${seq}`, '--against', note, ...against])).stdout;
  const [good, other] = [await proofOf(7), await proofOf(8)];
  const lines = good.split('\n');
  const file = path.join(await scope.folder(), 'proof');
  const check = async (text: string, key = signer.verifier): Promise<number | undefined> => {
    writeFileSync(file, text);
    return (await runHere(['check-proof', file, '--against-key', key])).code ?? undefined;
  };
  expect(await check(good)).toBe(0);
  const withEvent = lines.with(1, other.split('\n')[1] ?? '').join('\n');
  expect(await check(withEvent)).toBe(1);
  expect(await check(good.replace('index 6', 'index 7'))).toBe(1);
  expect(await check(good.replace('\n1200\n', '\n1201\n'))).toBe(1);
  expect(await check(good, (await makeSigner()).verifier)).toBe(1);
  expect(await check(lines.slice(1).join('\n'))).toBe(64);
  expect(await check('')).toBe(64);
});

test('what an event or a checkpoint is missing for is said, and nothing is written', async () => {
  const { run, log, note, signer } = await signedLog();
  const against = ['--against', note, '--against-key', signer.verifier];
  const before = readdirSync(log);
  for (const args of [
    ['prove', run, ...against],
    ['prove', run, '--seq', '0', ...against],
    ['prove', run, '--seq', '1201', ...against],
    ['prove', run, '--seq', '7', '--against', note],
    ['prove', run, '--seq', '7', '--out', path.join(log, 'proof'), ...against],
    ['checkpoint', run],
    ['check-proof', note],
    ['check-proof', note, '--against-key', signer.verifier],
  ]) {
    const { code, stdout, stderr } = await runHere(args);
    expect([args[0], code, stdout]).toEqual([args[0], 64, '']);
    expect(stderr).toContain('LH_');
  }
  expect(readdirSync(log)).toEqual(before);
});

test('an event of a log that was rewritten below the checkpoint is not proven', async () => {
  const { note, signer } = await signedLog();
  const rewritten = await writeLog(scope, { events: 1200 });
  const against = ['--against', note, '--against-key', signer.verifier];
  const { code, stdout } = await runHere(['prove', rewritten.run, '--seq', '7', ...against]);
  expect([code, stdout]).toEqual([1, '']);
});
