import { expect, test } from '@jest/globals';
import { closestName } from './closest-name.ts';

const NAMES = ['seed', 'out', 'json', 'fail-fast', 'quiet'];

test.each([
  ['sed', 'seed'],
  ['jsno', 'json'],
  ['failfast', 'fail-fast'],
  ['OUT', 'out'],
  ['quite', 'quiet'],
])('%s means %s', (typed, meant) => expect(closestName(typed, NAMES)).toBe(meant));

test.each(['banana', 'x', ''])('%p means nothing known', (typed) =>
  expect(closestName(typed, NAMES)).toBeUndefined(),
);
