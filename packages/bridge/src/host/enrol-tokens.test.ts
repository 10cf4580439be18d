import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTokenFile, loadEnrolTokens } from './enrol-tokens.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lighthouse-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(text: string | undefined, fromEnvironment?: string) {
  const file = path.join(folder, 'enrol-token');
  if (text !== undefined) writeFileSync(file, text, { mode: 0o600 });
  const keyPath = path.join(folder, 'ring.json');
  return loadEnrolTokens({ file: undefined, keyPath, fromEnvironment });
}

const BOTH = ['builder', 'expert'];

test('a line is a token, with the roles that it makes', () => {
  const text = '# ours\n\naaaaaaaaaaaaaaaaaaaa\nbbbbbbbbbbbbbbbbbbbb expert,coordinator\n';
  expect(load(text)).toEqual([
    { token: 'aaaaaaaaaaaaaaaaaaaa', roles: BOTH },
    { token: 'bbbbbbbbbbbbbbbbbbbb', roles: ['expert', 'coordinator'] },
  ]);
});

test('a token of the environment comes on top, and neither is needed', () => {
  const given = { token: 'cccccccccccccccccccc', roles: BOTH };
  expect(load(undefined, given.token)).toEqual([given]);
  expect(load('aaaaaaaaaaaaaaaaaaaa\n', given.token)).toHaveLength(2);
  rmSync(path.join(folder, 'enrol-token'));
  expect(load(undefined)).toEqual([]);
});

test.each([
  'too-short',
  'aaaaaaaaaaaaaaaaaaaa admin',
  'aaaaaaaaaaaaaaaaaaaa expert x',
  'aaaaaaaaaaaaaaaaaaaü',
])('a malformed line is refused without being shown: %s', (line) => {
  let thrown: unknown;
  try {
    load(`\n${line}\n`);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'LH_CONFIG' });
  expect(JSON.stringify(thrown)).toContain('enrol-token:2');
  expect(String(thrown) + JSON.stringify(thrown)).not.toContain(line.slice(0, 9));
});

test('a file that others can read is not used', () => {
  load('aaaaaaaaaaaaaaaaaaaa');
  chmodSync(path.join(folder, 'enrol-token'), 0o640);
  expect(() => load(undefined)).toThrow(expect.objectContaining({ code: 'LH_KEY_MODE' }));
});

test('a new file holds a token of its own, and is never written over', () => {
  const file = path.join(folder, 'enrol-token');
  createTokenFile(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const [made] = load(undefined);
  expect(made?.token).toHaveLength(32);
  expect(() => createTokenFile(file)).toThrow(expect.objectContaining({ code: 'LH_IO' }));
});
