import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { findScenarioFiles, SUITE_LIMITS } from './find-scenario-files.ts';

const scope = createScope(afterEach);

async function folderWith(...files: readonly string[]): Promise<string> {
  const folder = await scope.folder();
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '');
  }
  return folder;
}

test('scenario files are found in all folders below, sorted', async () => {
  const folder = await folderWith('b.yml', 'a/z.yaml', 'a/b/c.json', 'notes.md');
  expect(findScenarioFiles(folder)).toEqual(['a/b/c.json', 'a/z.yaml', 'b.yml']);
});

test('what a run wrote, what is hidden and what is linked is left out', async () => {
  const folder = await folderWith(
    'a.yaml',
    'runs/1/plan.json',
    'runs/1/scenario.yaml',
    '.git/x.yaml',
    'node_modules/p/package.json',
  );
  symlinkSync(folder, path.join(folder, 'loop'));
  expect(findScenarioFiles(folder)).toEqual(['a.yaml']);
});

test('a folder that is too deep is refused, not cut off', async () => {
  const deepest = Array.from({ length: SUITE_LIMITS.depthMax - 1 }, () => 'd').join('/');
  expect(findScenarioFiles(await folderWith(`${deepest}/a.yaml`))).toHaveLength(1);
  const tooDeep = await folderWith(`${deepest}/d/a.yaml`);
  expect(() => findScenarioFiles(tooDeep)).toThrow(expect.objectContaining({ code: 'LH_USAGE' }));
});

test('too many files are refused', async () => {
  const files = Array.from({ length: SUITE_LIMITS.filesMax + 1 }, (_, i) => `${i}.yaml`);
  const folder = await folderWith(...files);
  expect(() => findScenarioFiles(folder)).toThrow(expect.objectContaining({ code: 'LH_USAGE' }));
});

test('a folder that is not there is missing input', () => {
  expect(() => findScenarioFiles('/nowhere/at/all')).toThrow(
    expect.objectContaining({ code: 'LH_INPUT_MISSING' }),
  );
});
