import { expect, test } from '@jest/globals';
import { NONCE_WINDOW } from '@lighthouse/contract';
import fc from 'fast-check';
import { NonceWindow } from './nonce-window.ts';

test('a number is taken once', () => {
  const window = new NonceWindow();
  expect([1, 2, 2, 5, 4, 4, 1].map((nonce) => window.take(nonce))).toEqual([
    true,
    true,
    false,
    true,
    true,
    false,
    false,
  ]);
});

test('a number too far below the highest counts as taken', () => {
  const window = new NonceWindow();
  window.take(10_000);
  expect(window.take(10_000 - NONCE_WINDOW)).toBe(false);
  expect(window.take(10_001 - NONCE_WINDOW)).toBe(true);
  expect(window.take(Number.MAX_SAFE_INTEGER)).toBe(true);
  expect(window.take(Number.MAX_SAFE_INTEGER)).toBe(false);
});

test('it never takes a number twice, and takes every new one within the window', () => {
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -1100, max: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 41, max: 5000 }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const window = new NonceWindow();
      const taken = new Set<number>();
      let highest = 0;
      for (const distance of steps) {
        const nonce = Math.max(1, highest + distance);
        const expected = !taken.has(nonce) && nonce > highest - NONCE_WINDOW;
        expect(window.take(nonce)).toBe(expected);
        taken.add(nonce);
        highest = Math.max(highest, nonce);
      }
      expect(window.highest).toBe(highest);
    }),
  );
});
