import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { workspaceRoot } from '@lighthouse/testkit';
import { withClassTable } from './mutations/class-table.ts';

test('docs/threat-model.md has the classes of these tests (node tools/build/write-docs.mjs)', () => {
  const page = readFileSync(path.join(workspaceRoot(), 'docs/threat-model.md'), 'utf8');
  expect(page).toBe(withClassTable(page));
});
