import { expect, test } from '@jest/globals';
import { bandsAt, placeLabels } from './bands.ts';

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

test('labels stand in the first row with room, within the chart, or not at all', () => {
  const label = (name: string, left: number) => ({ label: name, left, width: 30 });
  const placed = placeLabels(
    [label('a', 0), label('b', 10), label('c', 20), label('d', 30), label('e', 40), label('f', 95)],
    { right: 100, gap: 8 },
  );
  expect(placed.map(({ label: name, left, row }) => [name, left, row])).toEqual([
    ['a', 0, 0],
    ['b', 10, 1],
    ['c', 20, 2],
    ['e', 40, 0],
    ['f', 70, 1],
  ]);
});
