import { expect, test } from '@jest/globals';
import { isInRange, mayConcernStream } from './select-findings.ts';

test.each([
  ['before the range', [5, 10], false],
  ['up to its first event', [5, 11], true],
  ['at its last event', [20, 21], true],
  ['behind it', [21, 22], false],
  ['around it', [1, 100], true],
] as const)('a finding %s: %p', (_what, seqs, isShown) => {
  expect(isInRange({ seqs }, { max: 1, from: 10, to: 20 })).toBe(isShown);
});

test('a range may be open at either end', () => {
  expect(isInRange({ seqs: [5, 6] }, { max: 1, to: 5 })).toBe(true);
  expect(isInRange({ seqs: [5, 6] }, { max: 1, from: 6 })).toBe(false);
});

test('a finding without sequence numbers is always shown', () => {
  expect(isInRange({}, { max: 1, from: 10, to: 20 })).toBe(true);
  expect(mayConcernStream({ says: [{ stream: 'b' }] }, { max: 1, stream: 'a' })).toBe(true);
});

test('a finding is hidden only when all its events say that they are of other streams', () => {
  const selection = { max: 1, stream: 'a' };
  const other = { type: 'note', stream: 'b' };
  expect(mayConcernStream({ seqs: [1, 2], says: [other] }, selection)).toBe(false);
  expect(mayConcernStream({ seqs: [1, 3], says: [other] }, selection)).toBe(true);
  expect(mayConcernStream({ seqs: [1, 2], says: [{ type: 'note' }] }, selection)).toBe(true);
  expect(mayConcernStream({ seqs: [1, 2], says: [] }, selection)).toBe(true);
  expect(mayConcernStream({ seqs: [1, 3], says: [other, { stream: 'a' }] }, selection)).toBe(true);
});
