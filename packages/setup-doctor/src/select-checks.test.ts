import { expect, test } from '@jest/globals';
import { CHECK_NAMES } from './examine.ts';
import { refuseUnknownNames, selectChecks } from './select-checks.ts';

test('ids are unique and begin with their group', () => {
  const ids = CHECK_NAMES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(CHECK_NAMES.every(({ id, group }) => id.startsWith(`${group}.`))).toBe(true);
});

test('checks are picked by id or group, and left out the same way', () => {
  const selection = { only: ['disk', 'cpu.load'], skip: ['disk.space'] };
  const picked = selectChecks(CHECK_NAMES, selection).map(({ id }) => id);
  expect(picked).toEqual(expect.arrayContaining(['disk.fdatasync', 'cpu.load']));
  expect(picked).not.toContain('disk.space');
  expect(picked).not.toContain('cpu.steal');
});

test('a check that does not exist is a usage error', () => {
  expect(() => refuseUnknownNames(CHECK_NAMES, { only: [], skip: ['disc'] })).toThrow(
    'no check or group "disc"',
  );
  refuseUnknownNames(CHECK_NAMES, { only: ['tools.smoke', 'scenario'], skip: ['fuse'] });
});
