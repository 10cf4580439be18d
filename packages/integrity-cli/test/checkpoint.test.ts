import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { runHere } from './run-here.ts';
import { copyVector, VECTORS } from './vector.ts';

const scope = createScope(afterEach);

interface Given {
  readonly logId: string;
  readonly given: { readonly checkpoints: readonly { size: number; rootHex: string }[] };
}

/** Signs a checkpoint as a witness would, into a file, and gives the key to check it with. */
async function witness(text: string): Promise<{ file: string; key: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const bytes = Buffer.concat([Buffer.from([1]), raw]);
  const hash = createHash('sha256').update('witness\n').update(bytes).digest().subarray(0, 4);
  const signature = Buffer.concat([hash, sign(null, Buffer.from(text), privateKey)]);
  const file = path.join(await scope.folder(), 'checkpoint');
  writeFileSync(file, `${text}\n— witness ${signature.toString('base64')}\n`);
  return { file, key: `witness+${hash.toString('hex')}+${bytes.toString('base64')}` };
}

function checkpointOf(name: string, logId?: string): string {
  const expected = JSON.parse(
    readFileSync(path.join(VECTORS, name, 'expected.json'), 'utf8'),
  ) as Given;
  const [{ size, rootHex } = { size: 0, rootHex: '' }] = expected.given.checkpoints;
  const root = Buffer.from(rootHex, 'hex').toString('base64');
  return `lighthouse/${logId ?? expected.logId}\n${size}\n${root}\n`;
}

test('a checkpoint that the log agrees with is part of what the verdict rests on', async () => {
  const { folder } = await copyVector(scope, 'anchors-that-fit');
  const { file, key } = await witness(checkpointOf('anchors-that-fit'));
  const { code, stdout } = await runHere([folder, '--against', file, '--against-key', key]);
  expect(code).toBe(0);
  expect(stdout).toContain('against   1 checkpoint\n');
});

test('a log that was rewritten below a checkpoint is a fork, a shorter one a rollback', async () => {
  const { folder } = await copyVector(scope, 'checkpoint-that-differs');
  const text = checkpointOf('checkpoint-that-differs');
  const forked = await witness(text);
  const fork = await runHere([folder, '--against', forked.file, '--against-key', forked.key]);
  expect(fork.code).toBe(1);
  expect(fork.stdout).toContain('critical FORK');
  const beyond = await witness(text.replace('\n2\n', '\n20\n'));
  const back = await runHere([folder, '--against', beyond.file, '--against-key', beyond.key]);
  expect(back.code).toBe(1);
  expect(back.stdout).toContain('critical ROLLBACK  events 4 to 20\n');
});

test('a checkpoint is relied on only when the given key signed it', async () => {
  const { folder } = await copyVector(scope, 'anchors-that-fit');
  const text = checkpointOf('anchors-that-fit');
  const { file, key } = await witness(text);
  const other = await witness(text);
  const malformed = await witness(text.replace('\n3\n', '\n03\n'));
  const elsewhere = await witness(text.replace('lighthouse/', 'example.com/'));
  const cases: [string[], number, string][] = [
    [['--against', file], 64, '--against-key'],
    [['--against', file, '--against-key', 'nobody'], 64, 'name+hash+base64'],
    [['--against', file, '--against-key', other.key], 64, 'not signed with the given key'],
    [['--against', malformed.file, '--against-key', malformed.key], 64, 'malformed'],
    [['--against', elsewhere.file, '--against-key', elsewhere.key], 64, 'not a Lighthouse log'],
    [['--against', `${file}.gone`, '--against-key', key], 66, 'LH_INPUT_MISSING'],
  ];
  for (const [flags, exit, message] of cases) {
    const { code, stdout, stderr } = await runHere([folder, ...flags]);
    expect([flags, code, stdout]).toEqual([flags, exit, '']);
    expect(stderr).toContain(message);
  }
});
