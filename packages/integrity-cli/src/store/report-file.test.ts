import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { checkReportPath, writeReport } from './report-file.ts';

const scope = createScope(afterEach);

test('a report is written beside the log, never into it', async () => {
  const folder = await scope.folder();
  const log = path.join(folder, 'log');
  mkdirSync(path.join(log, 'torn'), { recursive: true });
  symlinkSync(log, path.join(folder, 'other-name'));
  for (const file of ['log/a.sarif', 'log/torn/a.sarif', 'other-name/a.sarif'])
    expect(() => checkReportPath(file, log, folder)).toThrow('into the log');
  expect(() => checkReportPath('gone/a.sarif', log, folder)).toThrow('no folder');
  expect(() => checkReportPath('log.sarif', log, folder)).not.toThrow();
  expect(() => checkReportPath(undefined, log, folder)).not.toThrow();
});

test('a report replaces the one before', async () => {
  const folder = await scope.folder();
  writeReport('a.sarif', folder, 'long text');
  writeReport('a.sarif', folder, 'short');
  expect(readFileSync(path.join(folder, 'a.sarif'), 'utf8')).toBe('short');
  expect(() => writeReport('.', folder, 'x')).toThrow('cannot write the report');
});
