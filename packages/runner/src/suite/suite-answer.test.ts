import { expect, test } from '@jest/globals';
import type { SuiteEntry } from '@lighthouse/contract/suite-answer';
import { suiteExitCode } from './suite-answer.ts';
import { emptyEntry } from './suite-items.ts';

const entry = (status: SuiteEntry['status'], exitCode: number | null): SuiteEntry => ({
  ...emptyEntry('x.yaml'),
  status,
  exitCode,
});
const GOOD = entry('good', 0);
const BAD = entry('bad', 1);
const UNKNOWN = entry('unknown', 2);
const UNREADABLE = entry('failed', 64);

test.each([
  ['all are good', [GOOD, GOOD], 0],
  ['one is unknown', [GOOD, UNKNOWN], 2],
  ['one never had its turn', [GOOD, entry('waiting', null)], 2],
  ['one cannot be read', [GOOD, UNKNOWN, UNREADABLE], 64],
  ['one is bad, whatever the others are', [GOOD, UNKNOWN, UNREADABLE, BAD], 1],
  ['one was killed', [GOOD, entry('failed', null)], 70],
])('the exit code is the worst of all when %s', (_what, entries, code) => {
  expect(suiteExitCode(entries)).toBe(code);
});
