import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { BUILTIN_SCENARIOS } from './builtin.ts';
import { loadScenario } from './load-scenario.ts';

const scope = createScope(afterEach);

test('a name loads what is built in', async () => {
  const { scenario, text, isBuiltin } = await loadScenario('small');
  expect(scenario.name).toBe('small');
  expect(text).toBe(BUILTIN_SCENARIOS['small']);
  expect(isBuiltin).toBe(true);
});

test('a path loads a file, and errors carry the path', async () => {
  const file = join(await scope.folder(), 'mine.yaml');
  await writeFile(file, 'name: mine\nagents: [{ role: builder, count: 2 }]\n');
  expect(await loadScenario(file)).toMatchObject({ scenario: { name: 'mine' }, isBuiltin: false });
  await writeFile(file, 'name: mine\nagents: []\n');
  await expect(loadScenario(file)).rejects.toMatchObject({
    code: 'LH_CONFIG',
    message: expect.stringContaining(`${file}:2:9: `),
  });
});

test('what is not there is an error with a suggestion', async () => {
  await expect(loadScenario('smal')).rejects.toMatchObject({
    code: 'LH_INPUT_MISSING',
    hint: 'did you mean the built-in scenario "small"?',
  });
  await expect(loadScenario('nowhere/at-all.yaml')).rejects.toMatchObject({
    code: 'LH_INPUT_MISSING',
    hint: expect.stringContaining('smoke, small, medium, large'),
  });
});

test.each(['/dev/zero', '.'])('%s is not read', async (path) => {
  await expect(loadScenario(path)).rejects.toMatchObject({ code: 'LH_INPUT_MISSING' });
});

test('a file beyond the limit is not read', async () => {
  const file = join(await scope.folder(), 'large.yaml');
  await writeFile(file, '#'.repeat(1 << 20));
  await expect(loadScenario(file)).rejects.toMatchObject({
    code: 'LH_CONFIG',
    message: expect.stringContaining('too large'),
  });
});
