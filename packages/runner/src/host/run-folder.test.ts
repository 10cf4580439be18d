import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import {
  makeRunFolder,
  makeRunFolderIn,
  runFolderName,
  writeEnrolTokens,
  writeWhole,
} from './run-folder.ts';

const scope = createScope(afterEach);
const AT = new Date('2026-03-14T15:09:26.535Z');

test.each([
  ['small', '20260314-150926-small'],
  ['Hundred agents, five of them lying!', '20260314-150926-hundred-agents-five-of-them-lying'],
  ['../../etc', '20260314-150926-etc'],
  ['…', '20260314-150926'],
])('the folder of a run called %p', (name, folder) => {
  expect(runFolderName(AT, name)).toBe(folder);
});

test('two runs of the same second have folders of their own', async () => {
  const parent = path.join(await scope.folder(), 'runs');
  const folders = [1, 2, 3].map(() => makeRunFolderIn(parent, 'a'));
  expect(folders.map((folder) => path.basename(folder))).toEqual(['a', 'a-2', 'a-3']);
});

test('an empty folder may be used, one with something in it may not', async () => {
  const folder = await scope.folder();
  makeRunFolder(folder);
  writeFileSync(path.join(folder, 'mine'), 'precious');
  expect(() => makeRunFolder(folder)).toThrow(expect.objectContaining({ code: 'LH_USAGE' }));
  expect(readFileSync(path.join(folder, 'mine'), 'utf8')).toBe('precious');
});

test('a place where nothing can be made is an I/O failure, not an endless attempt', () => {
  expect(() => makeRunFolder('/dev/null/run')).toThrow(expect.objectContaining({ code: 'LH_IO' }));
});

test('a file is replaced as a whole, and nothing else is left', async () => {
  const folder = await scope.folder();
  const file = path.join(folder, 'result.json');
  writeWhole(file, 'old');
  writeWhole(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['result.json']);
});

test('tokens are readable by their owner alone, and never written over', async () => {
  const file = path.join(await scope.folder(), 'token');
  const { enrolToken, coordinatorToken } = writeEnrolTokens(file);
  expect(readFileSync(file, 'utf8')).toBe(`${enrolToken}\n${coordinatorToken} coordinator\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(() => writeEnrolTokens(file)).toThrow(expect.objectContaining({ code: 'LH_IO' }));
  chmodSync(file, 0o600);
  expect(existsSync(file)).toBe(true);
});
