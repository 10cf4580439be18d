import { expect, test } from '@jest/globals';
import { splitReasons, verdictReasons } from './verdict-reasons.ts';

test.each([
  [{ value: 'good', reasons: ['kept', 'not examined'] }, ['good', 'reservation']],
  [
    { value: 'bad', reasons: ['lost', 'slow', 'too few'], unknownCount: 1 },
    ['bad', 'bad', 'unknown'],
  ],
  // Results of before told nobody which reasons were which.
  [{ value: 'bad', reasons: ['lost', 'too few'] }, ['bad', 'bad']],
  [{ value: 'unknown', reasons: ['too few', 'stopped'] }, ['unknown', 'unknown']],
] as const)('%j', (verdict, kinds) => {
  const all = verdictReasons({ ...verdict, reasons: [...verdict.reasons] });
  expect(all.map(({ kind }) => kind)).toEqual(kinds);
  expect(all.map(({ text }) => text)).toEqual(verdict.reasons);
});

test('what made a verdict bad and what it left open can be taken on', () => {
  const bad = { value: 'bad', reasons: ['lost', 'too few'], unknownCount: 1 } as const;
  expect(splitReasons({ ...bad, reasons: [...bad.reasons] })).toEqual({
    bad: ['lost'],
    unknown: ['too few'],
  });
  expect(splitReasons({ value: 'good', reasons: ['kept'] })).toEqual({ bad: [], unknown: [] });
});
