import { expect, test } from '@jest/globals';
import type { CheckReport, Status } from './check.ts';
import { ALL_CHECKS } from './checks/index.ts';
import { renderBrief, renderFull, type Styles } from './render.ts';
import { renderMarkdown } from './render-markdown.ts';
import { selectChecks } from './select-checks.ts';
import { countStatuses, exitCodeFor } from './summary.ts';

const same = (text: string): string => text;
const plain: Styles = { good: same, bad: same, unknown: same, dim: same, bold: same };

function report(status: Status): CheckReport {
  return {
    id: `disk.${status}`,
    group: 'disk',
    title: 'space',
    durationMs: 1,
    status,
    found: '/home/me/x | 3',
    needed: '9',
    advice: 'do it',
  };
}

test('ids are unique and begin with their group', () => {
  const ids = ALL_CHECKS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ALL_CHECKS.every(({ id, group }) => id.startsWith(`${group}.`))).toBe(true);
});

test('checks are picked by id or group, and left out the same way', () => {
  const picked = selectChecks(ALL_CHECKS, { only: ['disk', 'cpu.load'], skip: ['disk.space'] }).map(
    ({ id }) => id,
  );
  expect(picked).toContain('disk.fdatasync');
  expect(picked).toContain('cpu.load');
  expect(picked).not.toContain('disk.space');
  expect(picked).not.toContain('cpu.steal');
});

test('a check that does not exist is a usage error', () => {
  expect(() => selectChecks(ALL_CHECKS, { only: [], skip: ['disc'] })).toThrow(
    'no check or group "disc"',
  );
});

test.each<[Status[], boolean, number]>([
  [['pass', 'skip'], false, 0],
  [['pass', 'warn'], false, 0],
  [['pass', 'warn'], true, 1],
  [['warn', 'fail', 'error'], false, 1],
  [['pass', 'error'], false, 2],
])('%p, strict %p, ends with %p', (statuses, isStrict, code) => {
  expect(exitCodeFor(countStatuses(statuses.map(report)), isStrict)).toBe(code);
});

test('what is not well is shown with advice, what is well in one line', () => {
  const text = renderFull([report('pass'), report('fail')], plain, false);
  expect(text.match(/advice/g)).toHaveLength(2);
  expect(text).toContain('this machine is not ready: 1 passed, 1 failed');
  expect(renderBrief([report('pass')], plain)).toBe('this machine is ready: 1 passed\n');
});

test('a bug report names no home folder and breaks no table', () => {
  const text = renderMarkdown([report('pass')], { version: '1', home: '/home/me' });
  expect(text).toContain('| disk.pass | pass | ~/x \\| 3 | 9 |');
});
