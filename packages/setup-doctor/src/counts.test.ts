import { expect, test } from '@jest/globals';
import type { CheckStatus } from '@lighthouse/contract/doctor-answer';
import { countStatuses, verdictOf } from './counts.ts';

test.each<[CheckStatus[], boolean, string]>([
  [['pass', 'skip'], false, 'good'],
  [['pass', 'warn'], false, 'good'],
  [['pass', 'warn'], true, 'bad'],
  [['warn', 'fail', 'error'], false, 'bad'],
  [['pass', 'error'], false, 'unknown'],
])('%p, strict %p, is %p', (statuses, isStrict, verdict) => {
  const reports = statuses.map((status) => ({
    id: 'cpu.x',
    group: 'cpu' as const,
    title: 'x',
    durationMs: 1,
    status,
    found: 'y',
  }));
  expect(verdictOf(countStatuses(reports), isStrict)).toBe(verdict);
});
