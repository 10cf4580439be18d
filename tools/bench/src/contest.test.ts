import { describe, expect, test } from '@jest/globals';
import { compare, hold, OTHERS_SHARE_MAX, valuesOf, type Contest, type Umpire } from './contest.ts';

/** Contenders whose readings are given, and that note when they are measured. */
function contestOf(
  readings: Readonly<Record<string, readonly number[]>>,
  { repeats, warmUps = 0, order = [] }: { repeats: number; warmUps?: number; order?: string[] },
): Contest {
  const contenders = Object.entries(readings).map(([name, values]) => {
    const left = [...values];
    return {
      name,
      measure: () => {
        order.push(name);
        return Promise.resolve({ ms: left.shift() ?? Number.NaN });
      },
    };
  });
  const figures = [{ name: 'ms', unit: 'ms' }] as const;
  return { name: 'made up', figures, contenders, comparisons: [], repeats, warmUps };
}

/**
 * A machine on which others take these shares, one round after the other, and nothing once there
 * are no more.
 */
function othersTake(shares: readonly number[]): Umpire {
  const left = [...shares];
  return {
    watchOthers: () => () => left.shift() ?? 0,
    othersShareMax: OTHERS_SHARE_MAX,
    waitForQuiet: () => Promise.resolve(),
    onRound: () => {},
  };
}

const nobodyElse = othersTake([]);

test('contenders take turns', async () => {
  const order: string[] = [];
  await hold(contestOf({ a: [1, 2], b: [3, 4] }, { repeats: 2, order }), nobodyElse);
  expect(order).toEqual(['a', 'b', 'a', 'b']);
});

test('rounds before the first that counts are measured and forgotten', async () => {
  const contest = contestOf({ a: [99, 1, 2], b: [99, 3, 4] }, { repeats: 2, warmUps: 1 });
  const result = await hold(contest, nobodyElse);
  expect(valuesOf(result, 'a', 'ms')).toEqual([1, 2]);
  expect(valuesOf(result, 'b', 'ms')).toEqual([3, 4]);
});

describe('a round in which others took much of the machine', () => {
  test('is held again', async () => {
    const contest = contestOf({ a: [1, 2, 3, 4] }, { repeats: 2 });
    const result = await hold(contest, othersTake([0, 0.9, 0.05]));
    expect(valuesOf(result, 'a', 'ms')).toEqual([1, 3]);
    expect(result.droppedCount).toBe(1);
    expect(result.rounds.some(({ isDisturbed }) => isDisturbed)).toBe(false);
  });

  test('counts when there were no better ones', async () => {
    const contest = contestOf({ a: [1, 2, 3, 4] }, { repeats: 2 });
    const result = await hold(contest, othersTake([0.9, 0.3, 0.8, 0.4]));
    expect(valuesOf(result, 'a', 'ms')).toEqual([2, 4]);
    expect(result.rounds.every(({ isDisturbed }) => isDisturbed)).toBe(true);
  });

  test('is one like any other where that cannot be known', async () => {
    const result = await hold(contestOf({ a: [1, 2] }, { repeats: 2 }), {
      ...nobodyElse,
      watchOthers: () => () => undefined,
    });
    expect(valuesOf(result, 'a', 'ms')).toEqual([1, 2]);
  });
});

test('a comparison pairs what was measured in the same round', async () => {
  const result = await hold(contestOf({ a: [10, 40], b: [5, 10] }, { repeats: 2 }), nobodyElse);
  expect(compare(result, { of: 'a', to: 'b', figure: 'ms' })).toEqual([2, 4]);
  const differencePer = { count: 10, what: 'agent' };
  expect(compare(result, { of: 'a', to: 'b', figure: 'ms', differencePer })).toEqual([0.5, 3]);
});

test('a figure can be judged by itself', async () => {
  const result = await hold(contestOf({ a: [10, 40] }, { repeats: 2 }), nobodyElse);
  expect(compare(result, { of: 'a', figure: 'ms' })).toEqual([10, 40]);
});

test('who is not there or was not measured cannot be compared', async () => {
  const result = await hold(contestOf({ a: [1], b: [2] }, { repeats: 1 }), nobodyElse);
  expect(() => compare(result, { of: 'a', to: 'c', figure: 'ms' })).toThrow('c has no figure ms');
  expect(() => compare(result, { of: 'a', to: 'b', figure: 'bytes' })).toThrow(RangeError);
});

test('a contender that fails ends the contest', async () => {
  const failing = { name: 'a', measure: () => Promise.reject(new Error('not done right')) };
  const contest = { ...contestOf({}, { repeats: 1 }), contenders: [failing] };
  await expect(hold(contest, nobodyElse)).rejects.toThrow('not done right');
});
