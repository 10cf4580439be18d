import { expect, test } from '@jest/globals';
import { bandsAt } from './bands.ts';

const kill = { label: 'kill', from: 10, to: 12, recoveredAt: 15 };
const slow = { label: 'latency', from: 11, to: 14, recoveredAt: null };

test('a moment is covered by all that was broken then, and by what was not yet recovered from', () => {
  const names = (seconds: number) => bandsAt([kill, slow], seconds).map(({ label }) => label);
  expect([9, 10, 11.5, 13, 14.5, 15].map(names)).toEqual([
    [],
    ['kill'],
    ['kill', 'latency'],
    ['kill', 'latency'],
    ['kill'],
    [],
  ]);
});
