import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HashIndex } from './hash-index.ts';

/** Few low words, so that most hashes want the place of another one. */
const hash = fc.record({ high: fc.nat(5), low: fc.integer({ min: 1, max: 4 }) });

test('hashes are numbered as they come up, also after all of them were cleared', () => {
  fc.assert(
    fc.property(fc.array(fc.array(hash, { maxLength: 20 }), { maxLength: 6 }), (rounds) => {
      const index = new HashIndex(32);
      for (const hashes of rounds) {
        const numbers = new Map<string, number>();
        for (const { high, low } of hashes) {
          const name = `${high} ${low}`;
          const expected = numbers.get(name) ?? numbers.size;
          expect(index.find(high, low)).toBe(expected);
          if (!numbers.has(name)) index.add(high, low);
          numbers.set(name, expected);
        }
        expect(index.size).toBe(numbers.size);
        index.clear();
      }
    }),
  );
});
