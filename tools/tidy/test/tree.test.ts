import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { renderErrorDocs } from '../src/error-docs.ts';
import { loadWorkspace } from '../src/load-workspace.ts';
import { RULES } from '../src/rules.ts';
import { formatViolation } from '../src/workspace.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const workspace = loadWorkspace(root);

test('the whole tree is looked at', () => {
  const paths = workspace.files.map((file) => file.path);
  for (const file of ['package.json', 'packages/contract/src/errors.ts', 'tools/tidy/src/rules.ts'])
    expect(paths).toContain(file);
  expect(paths.filter((file) => /(^|\/)(node_modules|dist|\.git)\//.test(file))).toEqual([]);
  expect(workspace.packages.map(({ folder }) => folder)).toContain('packages/contract');
});

test.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  expect(rule.check(workspace).map(formatViolation)).toEqual([]);
});

test('docs/errors.md lists the codes as they are (node tools/build/write-docs.mjs)', () => {
  expect(readFileSync(path.join(root, 'docs/errors.md'), 'utf8')).toBe(renderErrorDocs());
});
