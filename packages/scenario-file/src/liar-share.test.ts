import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BUILTIN_SCENARIOS } from './builtin.ts';
import { withLiarShare } from './liar-share.ts';
import { readScenario } from './read-scenario.ts';

const read = (name: string) =>
  readScenario(new TextEncoder().encode(BUILTIN_SCENARIOS[name]), name);

test('the number of agents stays, and so many of them lie', () => {
  for (const name of ['byzantine', 'medium'])
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), (share) => {
        const { agents } = withLiarShare(read(name), share);
        const sum = (isWanted: (behaviour: unknown) => boolean) =>
          agents.reduce((all, { count, behaviour }) => all + (isWanted(behaviour) ? count : 0), 0);
        const whole = read(name).agents.reduce((all, { count }) => all + count, 0);
        expect(sum(() => true)).toBe(whole);
        expect(sum((behaviour) => behaviour !== undefined)).toBe(Math.round(whole * share));
      }),
      { numRuns: 40 },
    );
});

test('without liars the honest groups are as they were, in proportion', () => {
  const { agents } = withLiarShare(read('byzantine'), 0);
  expect(agents.map(({ role, count }) => [role, count])).toEqual([
    ['builder', 23],
    ['expert', 5],
  ]);
});

test('where nobody lies, malicious builders join', () => {
  const { agents } = withLiarShare(read('small'), 0.3);
  expect(agents.at(-1)).toMatchObject({ role: 'builder', behaviour: 'malicious', count: 3 });
});

test('of each honest group one stays, whatever is asked for', () => {
  expect(withLiarShare(read('smoke'), 1).agents[0]).toMatchObject({ role: 'builder', count: 1 });
});
