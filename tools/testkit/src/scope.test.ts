import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { createScope } from './scope.ts';

test('a folder is gone with its content when the scope closes', async () => {
  const scope = createScope();
  const folder = await scope.folder();
  await writeFile(path.join(folder, 'a'), 'b');
  await scope.close();
  expect(existsSync(folder)).toBe(false);
});

test('what was made last is undone first', async () => {
  const scope = createScope();
  const undone: string[] = [];
  scope.onClose(() => void undone.push('first'));
  scope.onClose(() => void undone.push('second'));
  await scope.close();
  expect(undone).toEqual(['second', 'first']);
});

test('a cleanup that fails keeps no other from running, and is reported', async () => {
  const scope = createScope();
  const undone: string[] = [];
  scope.onClose(() => void undone.push('first'));
  scope.onClose(() => {
    throw new Error('cannot undo');
  });
  await expect(scope.close()).rejects.toThrow('cannot undo');
  expect(undone).toEqual(['first']);
});

test('a hook gets the close function', async () => {
  const hooks: (() => Promise<void>)[] = [];
  const scope = createScope((close) => void hooks.push(close));
  const folder = await scope.folder();
  await hooks[0]?.();
  expect(existsSync(folder)).toBe(false);
});
