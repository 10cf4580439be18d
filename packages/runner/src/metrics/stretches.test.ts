import { expect, test } from '@jest/globals';
import { Stretches } from './stretches.ts';

/** Quiet, a fault from 100 to 200, quiet, a fault from 300 on. */
function twoFaults(): Stretches {
  const stretches = new Stretches();
  stretches.begin(100, true);
  stretches.begin(200, false);
  stretches.begin(300, true);
  return stretches;
}

test.each([
  ['answered before the fault', 10, 99, 0],
  ['under way when it begins', 10, 100, 1],
  ['intended before it and answered after it', 10, 250, 1],
  ['intended while it lasts', 150, 160, 1],
  ['intended while it lasts, answered after it', 150, 250, 1],
  ['intended while it lasts, answered in the next fault', 150, 350, 1],
  ['intended and answered after it', 201, 299, 2],
  ['under way when the next begins', 250, 301, 3],
  ['of the next', 301, 400, 3],
] as const)('an operation %s', (_what, intendedUs, endedUs, stretch) => {
  expect(twoFaults().of(intendedUs, endedUs)).toBe(stretch);
});

test('without faults there is one stretch', () => {
  expect(new Stretches().of(5, 1e9)).toBe(0);
  expect(twoFaults().last).toBe(3);
});
