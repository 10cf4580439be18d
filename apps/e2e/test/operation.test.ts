import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, toolBin, workspaceRoot } from '@lighthouse/testkit';

const scope = createScope(afterEach);
const docs = readFileSync(path.join(workspaceRoot(), 'docs/operation.md'), 'utf8');

test("the commands of docs/operation.md on the log's life do what it says, one after another", async () => {
  const cwd = await scope.folder();
  const bin = path.join(cwd, 'bin');
  mkdirSync(bin);
  for (const tool of ['lh-bridge', 'lh-verify']) symlinkSync(toolBin(tool), path.join(bin, tool));
  const [, commands = ''] = /```sh life\n(.*?)```/s.exec(docs) ?? [];
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' };
  const script = `lh-bridge init\n${commands}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-euc', script], {
    cwd,
    encoding: 'utf8',
    env,
  });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.match(/intact/gi)?.length).toBeGreaterThanOrEqual(3);
  expect(stdout).toContain('This is a declared act');
  expect(stdout).toContain('The copy is whole and authentic.');
}, 60_000);
