import os from 'node:os';
import { expect, test } from '@jest/globals';
import { fileFailure } from './file-failure.ts';

const systemError = (code: string) =>
  Object.assign(new Error(`${code}: mkdtemp`), { code, syscall: 'mkdtemp' });

test.each([
  ['a folder that is not there', 'ENOENT', '/no/such/folder', 'LH_INPUT_MISSING'],
  ['a folder that takes no new entry, as /proc', 'ENOENT', os.tmpdir(), 'LH_IO'],
  ['a folder of somebody else', 'EACCES', os.tmpdir(), 'LH_IO'],
  ['a full disk', 'ENOSPC', os.tmpdir(), 'LH_DISK_FULL'],
  ['a used up quota', 'EDQUOT', os.tmpdir(), 'LH_DISK_FULL'],
  ['a call that fails otherwise', 'EIO', os.tmpdir(), 'LH_IO'],
])('%s is told as what it is', (_what, code, folder, told) => {
  expect(fileFailure(systemError(code), folder)).toMatchObject({
    code: told,
    facts: { path: folder },
  });
});

test('what is no answer of the system stays what it is', () => {
  const error = new TypeError('ours');
  expect(fileFailure(error, os.tmpdir())).toBe(error);
});
