import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { hasErrorCode, type ErrorCode } from '@lighthouse/contract/errors';
import { createScope } from '@lighthouse/testkit';
import fc from 'fast-check';
import { activeKey, addActiveKey, createKeyRing, loadKeyRing, parseKeyRing } from './key-ring.ts';
import { updateSecretFile } from './secret-file.ts';

const scope = createScope(afterEach);
const NOW_US = 1_700_000_000_000_000;
const master = Buffer.alloc(32, 5).toString('base64');
const key = { kid: 1, state: 'active', master, created: '2026-01-01T00:00:00Z' };
const ring = { format: 'lighthouse-keyring/1', keys: [key] };

async function freshPath(): Promise<string> {
  return path.join(await scope.folder(), 'store.key');
}

function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
  } catch (error) {
    return hasErrorCode(error) ? error.code : undefined;
  }
  return undefined;
}

test('a key ring that is made is there for its owner alone, and is read back', async () => {
  const file = await freshPath();
  const made = createKeyRing(file, { nowUs: NOW_US });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file))).toEqual(['store.key']);
  const read = loadKeyRing(file);
  expect(read.keys.map(({ kid, state, created }) => ({ kid, state, created }))).toEqual([
    { kid: 1, state: 'active', created: '2023-11-14T22:13:20.000Z' },
  ]);
  expect(activeKey(read).master.equals(activeKey(made).master)).toBe(true);
});

test('two key rings never have the same key', async () => {
  const [a, b] = [await freshPath(), await freshPath()];
  const first = activeKey(createKeyRing(a, { nowUs: NOW_US }));
  expect(first.master.equals(activeKey(createKeyRing(b, { nowUs: NOW_US })).master)).toBe(false);
});

test('a key ring is not made where a file is', async () => {
  const file = await freshPath();
  writeFileSync(file, 'precious', { mode: 0o600 });
  expect(codeOf(() => createKeyRing(file, { nowUs: NOW_US }))).toBe('LH_KEY_INVALID');
  expect(readFileSync(file, 'utf8')).toBe('precious');
  expect(readdirSync(path.dirname(file))).toEqual(['store.key']);
});

test('a key ring that is not there is missing, and stays so', async () => {
  const file = await freshPath();
  expect(codeOf(() => loadKeyRing(file))).toBe('LH_KEY_MISSING');
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

test.each([0o604, 0o640, 0o602, 0o660, 0o777])('a key file of mode %o is refused', async (mode) => {
  const file = await freshPath();
  writeFileSync(file, JSON.stringify(ring));
  chmodSync(file, mode);
  expect(codeOf(() => loadKeyRing(file))).toBe('LH_KEY_MODE');
});

test('a folder is not a key file', async () => {
  const folder = await scope.folder();
  chmodSync(folder, 0o700);
  expect(codeOf(() => loadKeyRing(folder))).toMatch(/^LH_KEY_(INVALID|MISSING)$/);
});

test('a key ring of several keys is read', () => {
  const keys = [{ ...key, kid: 7, state: 'revoked' }, { ...key, kid: 2, state: 'retired' }, key];
  const read = parseKeyRing(JSON.stringify({ ...ring, keys }));
  expect(read.keys.map(({ kid }) => kid)).toEqual([7, 2, 1]);
  expect(activeKey(read).kid).toBe(1);
});

test.each<[string, unknown]>([
  ['no object', []],
  ['another format', { ...ring, format: 'lighthouse-keyring/2' }],
  ['no keys', { ...ring, keys: [] }],
  ['keys that are no list', { ...ring, keys: key }],
  ['an unknown member', { ...ring, comment: '' }],
  ['an unknown member of a key', { ...ring, keys: [{ ...key, comment: '' }] }],
  ['kid 0', { ...ring, keys: [{ ...key, kid: 0 }] }],
  ['a kid beyond 65535', { ...ring, keys: [{ ...key, kid: 65_536 }] }],
  ['a kid that is a text', { ...ring, keys: [{ ...key, kid: '1' }] }],
  ['a state that is not known', { ...ring, keys: [{ ...key, state: 'new' }] }],
  ['no active key', { ...ring, keys: [{ ...key, state: 'retired' }] }],
  ['two active keys', { ...ring, keys: [key, { ...key, kid: 2 }] }],
  ['one kid twice', { ...ring, keys: [key, { ...key, state: 'retired' }] }],
  [
    'a key of 31 bytes',
    { ...ring, keys: [{ ...key, master: Buffer.alloc(31).toString('base64') }] },
  ],
  [
    'a key that is not quite base64',
    { ...ring, keys: [{ ...key, master: `${master.slice(0, -1)}!` }] },
  ],
  ['a key with white space', { ...ring, keys: [{ ...key, master: ` ${master}` }] }],
  ['no creation time', { ...ring, keys: [{ ...key, created: 'yesterday' }] }],
])('%s is not a key ring', (_what, value) => {
  expect(() => parseKeyRing(JSON.stringify(value))).toThrow(Error);
});

test('what is said of a broken key file never holds a key', async () => {
  const file = await freshPath();
  const secret = Buffer.from('the secret of the log, 32 bytes!').toString('base64');
  const texts = [
    `{"format":"lighthouse-keyring/1","keys":[{"master":"${secret}"`,
    JSON.stringify({ ...ring, keys: [{ ...key, master: secret, [secret]: 1 }] }),
    JSON.stringify({ ...ring, keys: [{ ...key, master: `${secret}=` }] }),
  ];
  for (const text of texts) {
    writeFileSync(file, text, { mode: 0o600 });
    try {
      loadKeyRing(file);
      throw new Error('a broken key file was read');
    } catch (error) {
      expect(hasErrorCode(error, 'LH_KEY_INVALID')).toBe(true);
      const { message, hint, facts } = error as { message: string; hint: string; facts: object };
      expect(JSON.stringify([message, hint, facts])).not.toContain(secret.slice(0, 8));
    }
  }
});

test('random texts are never a key ring', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(() => parseKeyRing(text)).toThrow(Error);
    }),
  );
});

test('a change whose name does not become durable is taken back, and counts once when tried again', async () => {
  const file = await freshPath();
  createKeyRing(file, { nowUs: NOW_US });
  const before = readFileSync(file, 'utf8');
  const failing = (): never => {
    throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
  };
  expect(codeOf(() => updateSecretFile(file, (text) => `${text}x`, failing))).toBe('LH_IO');
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(readdirSync(path.dirname(file))).toEqual(['store.key']);
  expect(addActiveKey(file, { nowUs: NOW_US }).keys).toHaveLength(2);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
