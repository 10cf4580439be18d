import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { toolBin, workspaceRoot } from '@lighthouse/testkit';
import { renderCliDocs } from '../src/cli-docs.ts';

test('docs/cli.md is what the tools say of themselves (node tools/build/write-docs.mjs)', () => {
  const said = renderCliDocs((tool, args) => {
    const options = { encoding: 'utf8' as const, env: {} };
    return spawnSync(process.execPath, [toolBin(tool), ...args], options).stdout;
  });
  expect(readFileSync(path.join(workspaceRoot(), 'docs/cli.md'), 'utf8')).toBe(said);
});
