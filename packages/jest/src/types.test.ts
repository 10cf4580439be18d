import { afterEach, expect, test } from '@jest/globals';
import type * as declared from '../types/index.d.ts';
import { createFixtures, lighthouseMatchers } from './index.ts';

// The declaration is written by hand: this does not compile when it differs from the code.
const shipped: Pick<typeof declared, 'createFixtures' | 'lighthouseMatchers'> = {
  createFixtures,
  lighthouseMatchers,
};
expect.extend(shipped.lighthouseMatchers);
const fixtures = shipped.createFixtures(afterEach);

test('expect knows the matchers', () => {
  const result: declared.JudgedResult = {
    verdict: { value: 'unknown', reasons: [] },
    thresholds: [],
    invariants: [{ name: 'nothing-lost', verdict: 'good', reason: 'all found' }],
  };
  expect(result).toHaveVerdict('unknown');
  expect(result).toKeepInvariants();
  expect(() => expect(result).toMeetThresholds()).toThrow('The result has no thresholds.');
});

test('two folders are two', async () => {
  expect(await fixtures.folder()).not.toBe(await fixtures.folder());
});
