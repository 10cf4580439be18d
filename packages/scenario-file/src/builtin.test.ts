import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { BUILTIN_SCENARIOS } from './builtin.ts';
import { readScenario } from './read-scenario.ts';

const EXAMPLES = new URL('../../../examples/', import.meta.url);
const EDITOR_LINE =
  '# yaml-language-server: $schema=../packages/contract/schemas/scenario.schema.json\n';

test.each([
  ['smoke', 3],
  ['small', 10],
  ['medium', 100],
  ['large', 1000],
  ['load', 50],
  ['stress', 200],
  ['soak', 50],
  ['spike', 300],
  ['breakpoint', 500],
  ['integrity', 20],
  ['chaos', 30],
  ['byzantine', 28],
])('%s has %p agents', (name, count) => {
  const scenario = readScenario(new TextEncoder().encode(BUILTIN_SCENARIOS[name]), name);
  expect(scenario.name).toBe(name);
  expect(scenario.agents.reduce((sum, group) => sum + group.count, 0)).toBe(count);
});

test.each(Object.entries(BUILTIN_SCENARIOS))(
  'the example of %s is the same',
  async (name, text) => {
    const example = await readFile(new URL(`${name}.yaml`, EXAMPLES), 'utf8');
    expect(example).toBe(EDITOR_LINE + text);
  },
);

test('every example is valid', async () => {
  const files = (await readdir(EXAMPLES)).filter((file) => file.endsWith('.yaml'));
  expect(files.length).toBeGreaterThanOrEqual(Object.keys(BUILTIN_SCENARIOS).length);
  for (const file of files) readScenario(await readFile(new URL(file, EXAMPLES)), file);
});
