import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TokenBucket } from './token-bucket.ts';

test('a burst passes at once, then as many as time has passed', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 10 }, 0);
  const taken = (nowMs: number) => bucket.take(nowMs) === 0;
  expect(Array.from({ length: 12 }, () => taken(0)).filter(Boolean)).toHaveLength(10);
  expect([taken(100), taken(100), taken(199), taken(201)]).toEqual([true, false, false, true]);
});

test('it says when there will be one again', () => {
  const bucket = new TokenBucket({ perSecond: 4, burst: 4 }, 0);
  for (let i = 0; i < 4; i++) bucket.take(0);
  expect(bucket.take(0)).toBe(0.25);
  expect(bucket.take(125)).toBe(0.125);
});

test('never more pass than the rate allows, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -500, max: 500 }), { maxLength: 200 }), (steps) => {
      const bucket = new TokenBucket({ perSecond: 20, burst: 20 }, 0);
      let [nowMs, passed, forwardMs] = [0, 0, 0];
      for (const step of steps) {
        nowMs += step;
        forwardMs += Math.max(0, step);
        if (bucket.take(nowMs) === 0) passed++;
      }
      expect(passed).toBeLessThanOrEqual(20 + (forwardMs * 20) / 1000);
    }),
  );
});
