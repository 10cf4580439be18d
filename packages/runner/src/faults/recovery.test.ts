import { expect, test } from '@jest/globals';
import { recoveryMs, type AfterFault } from './recovery.ts';

const before = { okShare: 1, latencyMsP95: 10 };
/** One operation every 10 ms from the healing at 1,000 on. */
const served = (count: number, by: (place: number) => Partial<AfterFault>): AfterFault[] =>
  Array.from({ length: count }, (_, place) => ({
    intendedMs: 1000 + place * 10,
    latencyMs: 5,
    isOk: true,
    ...by(place),
  }));

test('whoever is served at once has nothing to recover from', () => {
  expect(
    recoveryMs(
      1000,
      served(30, () => ({})),
      before,
    ),
  ).toBe(0);
});

test('it has recovered with the first operation that goes as before', () => {
  const failing = served(100, (place) => ({ isOk: place >= 40 }));
  expect(recoveryMs(1000, failing, before)).toBe(400);
  const slow = served(100, (place) => ({ latencyMs: place < 25 ? 21 : 19 }));
  expect(recoveryMs(1000, slow.toReversed(), before)).toBe(250);
});

test('one slow operation of twenty is as before', () => {
  expect(
    recoveryMs(
      1000,
      served(40, (place) => ({ isOk: place !== 5 })),
      before,
    ),
  ).toBe(0);
});

test('what was bad before need not be better after', () => {
  const half = served(60, (place) => ({ isOk: place % 2 === 0 }));
  expect(recoveryMs(1000, half, before)).toBeNull();
  expect(recoveryMs(1000, half, { ...before, okShare: 0.5 })).toBe(0);
});

test('too few operations recover nothing', () => {
  expect(
    recoveryMs(
      1000,
      served(19, () => ({})),
      before,
    ),
  ).toBeNull();
});
