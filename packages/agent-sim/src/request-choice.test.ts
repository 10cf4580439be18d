import { expect, test } from '@jest/globals';
import { choosePlace } from './request-choice.ts';

test('without shares requests come one after the other, over and over', () => {
  const places = [1, 2, 3, 4, 5].map((number) =>
    choosePlace({ count: 3 }, { agent: 7, number }, 1),
  );
  expect(places).toEqual([0, 1, 2, 0, 1]);
});

test('with shares each comes about as often as its share says, and one without never', () => {
  const counts = [0, 0, 0];
  for (let number = 1; number <= 10_000; number++) {
    const turn = { agent: number % 10, number };
    const place = choosePlace({ count: 3, shares: [3, 0, 1] }, turn, 42);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  expect(counts[1]).toBe(0);
  expect((counts[0] ?? 0) / 10_000).toBeCloseTo(0.75, 1);
});

test('the choice follows from the seed, the agent and the number', () => {
  const choice = { count: 4, shares: [1, 1, 1, 1] };
  const all = (seed: number) =>
    Array.from({ length: 50 }, (_, i) => choosePlace(choice, { agent: 3, number: i + 1 }, seed));
  expect(all(1)).toEqual(all(1));
  expect(all(1)).not.toEqual(all(2));
});
