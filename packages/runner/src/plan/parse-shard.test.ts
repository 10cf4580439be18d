import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shardsOf } from './make-plan.ts';
import { agentsIn, parseShard } from './parse-shard.ts';

test('a shard is one of how many', () => {
  expect(parseShard('2/4')).toEqual({ number: 2, of: 4 });
});

test.each(['', '2', '0/4', '5/4', '1/1', '1/1001', '-1/2', '1/2/3', 'a/b', '1.5/2', ' 1/2'])(
  '%j is none',
  (text) => {
    expect(() => parseShard(text)).toThrow('--shard is not a share of a run');
  },
);

test('more shards than agents would leave some without any', () => {
  expect(() => agentsIn({ number: 1, of: 4 }, 3)).toThrow('there are more shards than agents');
});

test('the threads of all shards together have every agent once', () => {
  const sizes = fc.record({
    agents: fc.integer({ min: 2, max: 60 }),
    of: fc.integer({ min: 2, max: 6 }),
    workers: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(sizes, ({ agents, of, workers }) => {
      fc.pre(of <= agents);
      const all = Array.from({ length: of }, (_, index) => {
        const place = { number: index + 1, of };
        const own = shardsOf(agents, workers, place).flatMap(({ first, step }) => {
          const count = Math.ceil((agents - first) / step);
          return Array.from({ length: count }, (_each, position) => first + position * step);
        });
        expect(own).toHaveLength(agentsIn(place, agents));
        return own;
      }).flat();
      expect(all.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: agents }).keys()]);
    }),
  );
});
