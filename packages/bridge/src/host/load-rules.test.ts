import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadRules } from './load-rules.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lighthouse-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string) {
  const file = path.join(folder, 'rules.yaml');
  writeFileSync(file, text);
  return loadRules(file);
}

test('rules are read from YAML and from JSON', () => {
  const rules = { rules: [{ action: 'file.*', decide: 'deny' }], default: 'escalate' };
  expect(load('rules:\n  - { action: file.*, decide: deny }\ndefault: escalate\n')).toEqual(rules);
  expect(load(JSON.stringify(rules))).toEqual(rules);
});

test.each([
  ['a rule that is none', 'rules:\n  - action: file.*\n    decide: maybe\n', ':3:13'],
  ['an unknown key', 'rulez: []\n', ':1:1'],
  ['broken YAML', 'rules:\n  - {action: x\n', ':3:1'],
  ['an alias', 'rules: &a []\ndefault: *a\n', ':1:1'],
  ['nothing in it', '', ':1:1'],
  ['a key twice', 'rules: []\nrules: []\n', ':2:1'],
])('a file with %s is refused at its place', (_what, text, place) => {
  expect(() => load(text)).toThrow(
    expect.objectContaining({
      code: 'LH_CONFIG',
      facts: { at: `${path.join(folder, 'rules.yaml')}${place}` },
    }),
  );
});

test('a file that is not there is named', () => {
  expect(() => loadRules(path.join(folder, 'nowhere'))).toThrow(
    expect.objectContaining({ code: 'LH_INPUT_MISSING' }),
  );
});
