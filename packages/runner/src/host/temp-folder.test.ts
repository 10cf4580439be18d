import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { makeTempFolder } from './temp-folder.ts';

const scope = createScope(afterEach);

test('a folder is removed with what is in it', async () => {
  const folder = makeTempFolder(await scope.folder());
  mkdirSync(path.join(folder.path, 'worker-0'));
  folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

test('what a killed run left behind is removed, what a living one needs is not', async () => {
  const root = await scope.folder();
  const { pid: deadPid } = spawnSync(process.execPath, ['-e', '0']);
  const dead = path.join(root, `lh-run-${deadPid}-abcdef`);
  const living = path.join(root, `lh-run-${process.pid}-abcdef`);
  const other = path.join(root, 'somebody-elses');
  for (const folder of [dead, living, other]) mkdirSync(folder);
  makeTempFolder(root).remove();
  expect([dead, living, other].map(existsSync)).toEqual([false, true, true]);
});
