import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { createReadOnlyFs } from './read-only-fs.ts';

const scope = createScope(afterEach);

async function fileWith(text: string): Promise<string> {
  const file = path.join(await scope.folder(), 'file');
  writeFileSync(file, text);
  return file;
}

test('a file is read from any position, up to its end', async () => {
  const file = createReadOnlyFs().open(await fileWith('0123456789'), 'read');
  const memory = Buffer.alloc(4);
  expect([file.pread(memory, 3), memory.toString()]).toEqual([4, '3456']);
  expect(file.pread(memory, 8)).toBe(2);
  expect(file.size()).toBe(10);
  file.close();
});

test('whatever else is asked for is refused, and nothing is changed', async () => {
  const name = await fileWith('as it was');
  const fs = createReadOnlyFs();
  const file = fs.open(name, 'read');
  const bytes = Buffer.from('changed');
  const attempts: (() => unknown)[] = [
    () => fs.open(name, 'write'),
    () => fs.open(`${name}.new`, 'create'),
    () => fs.mkdir(`${name}.dir`),
    () => fs.rename(name, `${name}.moved`),
    () => fs.link(name, `${name}.link`),
    () => fs.unlink(name),
    () => fs.fsyncDir(path.dirname(name)),
    () => file.pwrite(bytes, 0),
    () => file.ftruncate(0),
    () => file.fdatasync(),
    () => file.fsync(),
  ];
  for (const attempt of attempts) expect(attempt).toThrow('a verifier');
  file.close();
  expect(readFileSync(name, 'utf8')).toBe('as it was');
  expect(fs.list(path.dirname(name))).toEqual(['file']);
});

// A pipe is made by a program of Unix.
if (process.platform !== 'win32') {
  test('a pipe in the place of a file is refused at once, though nobody writes to it', async () => {
    const pipe = path.join(await scope.folder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(() => createReadOnlyFs().open(pipe, 'read')).toThrow('not a regular file');
  });
}

test('a folder in the place of a file is refused', async () => {
  const folder = await scope.folder();
  expect(() => createReadOnlyFs().open(folder, 'read')).toThrow('not a regular file');
});
