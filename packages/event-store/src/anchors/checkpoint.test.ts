import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import fc from 'fast-check';
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { createSigningKey, loadSigningKey, parseNoteKey } from './note-key.ts';

const scope = createScope(afterEach);
const logId = '00112233445566778899aabbccddeeff';
const root = 'ab'.repeat(32);

async function newKeyFile(): Promise<string> {
  return path.join(await scope.folder(), 'signing-key');
}

test('a checkpoint is origin, size and root, a line each', () => {
  const text = formatCheckpoint({ logId, size: 17, root });
  const encoded = Buffer.from(root, 'hex').toString('base64');
  expect(text).toBe(`lighthouse/${logId}\n17\n${encoded}\n`);
});

test('what was signed is what is opened', async () => {
  const signer = createSigningKey(await newKeyFile(), 'monitor.example');
  const key = parseNoteKey(signer.verifier);
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const incarnation = fc.option(fc.integer({ min: 1, max: 1e9 }), { nil: undefined });
  fc.assert(
    fc.property(fc.maxSafeNat(), hash, incarnation, (size, bytes, number) => {
      const checkpoint = {
        logId,
        size,
        root: Buffer.from(bytes).toString('hex'),
        ...(number === undefined ? {} : { incarnation: number }),
      };
      const note = Buffer.from(signCheckpoint(checkpoint, [signer]));
      expect(openCheckpoint(note, key ? [key] : [])).toEqual(checkpoint);
    }),
  );
});

const good = formatCheckpoint({ logId, size: 17, root });

test.each([
  ['no text', ''],
  ['another origin', good.replace('lighthouse/', 'lighthouse.')],
  ['a log in capitals', good.replace('aabb', 'AABB')],
  ['incarnation 0', good.replace('eeff', 'eeff/0')],
  ['a leading zero', good.replace('\n17\n', '\n017\n')],
  ['a sign', good.replace('\n17\n', '\n+17\n')],
  ['a size beyond 2^53', good.replace('\n17\n', '\n9007199254740993\n')],
  ['half a root', good.replace(/.{24}=\n$/, '\n')],
  ['bits behind the root', good.replace(/[^=]=\n$/, 'v=\n')],
  ['a line more', `${good}more\n`],
  ['an empty line more', `${good}\n`],
  ['no end', good.slice(0, -1)],
  ['a carriage return', good.replaceAll('\n', '\r\n')],
])('a text with %s is no checkpoint', (_what, text) => {
  expect(parseCheckpoint(text)).toHaveProperty('reason');
});

test('a signing key is made once, for its owner alone', async () => {
  const file = await newKeyFile();
  const signer = createSigningKey(file, 'monitor.example');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(loadSigningKey(file).verifier).toBe(signer.verifier);
  expect(() => createSigningKey(file, 'monitor.example')).toThrow('cannot create the key file');
  for (const name of ['', 'a b', 'a+b', 'a\nb', 'x'.repeat(201)])
    expect(() => createSigningKey(`${file}.2`, name)).toThrow('name of a key');
});

test('a signing key that others can read, or that is none, is refused', async () => {
  const file = await newKeyFile();
  expect(() => loadSigningKey(file)).toThrow('cannot read the key file');
  writeFileSync(file, 'no key\n', { mode: 0o600 });
  expect(() => loadSigningKey(file)).toThrow('no signing key');
  const open = await newKeyFile();
  writeFileSync(open, 'no key\n', { mode: 0o644 });
  expect(() => loadSigningKey(open)).toThrow('others can use the key file');
});
