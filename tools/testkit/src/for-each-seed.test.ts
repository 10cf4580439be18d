import process from 'node:process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { forEachSeed, seedOr } from './for-each-seed.ts';

const before = process.env['LH_SEED'];
beforeEach(() => {
  delete process.env['LH_SEED'];
});
afterEach(() => {
  if (before === undefined) delete process.env['LH_SEED'];
  else process.env['LH_SEED'] = before;
});

test('every seed is tried once', async () => {
  const tried: number[] = [];
  await forEachSeed({ count: 3, from: 10 }, (seed) => void tried.push(seed));
  expect(tried).toEqual([10, 11, 12]);
});

test('a failure names the seed that repeats it and keeps its cause', async () => {
  const cause = new Error('two is even');
  const run = forEachSeed({ count: 5 }, (seed) => {
    if (seed === 2) throw cause;
  });
  await expect(run).rejects.toMatchObject({
    message: 'fails with seed 2; repeat it with LH_SEED=2\ntwo is even',
    cause,
  });
});

test('LH_SEED picks one seed', async () => {
  process.env['LH_SEED'] = '77';
  const tried: number[] = [];
  await forEachSeed({ count: 3 }, (seed) => void tried.push(seed));
  expect(tried).toEqual([77]);
  expect(seedOr(1)).toBe(77);
});

test.each(['-1', 'x', '1.5', '4294967296'])('LH_SEED=%s is refused', (text) => {
  process.env['LH_SEED'] = text;
  expect(() => seedOr(1)).toThrow('LH_SEED');
});
