import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { findChromium } from './chromium.ts';
import { createScope } from './scope.ts';

const scope = createScope(afterEach);

async function makeProgram(name: string): Promise<string> {
  const file = path.join(await scope.folder(), name);
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, 0o755);
  return file;
}

test('the program that LH_CHROMIUM names wins', async () => {
  const named = await makeProgram('my-browser');
  const other = await makeProgram('chromium');
  expect(findChromium({ LH_CHROMIUM: named, PATH: path.dirname(other) })).toBe(named);
});

test('the PATH is searched', async () => {
  const program = await makeProgram('chromium');
  expect(findChromium({ PATH: path.dirname(program) })).toBe(program);
});

test('a LH_CHROMIUM that is not there is an error, not a skipped test', () => {
  expect(() => findChromium({ LH_CHROMIUM: '/nonexistent/chromium' })).toThrow('LH_CHROMIUM');
});
