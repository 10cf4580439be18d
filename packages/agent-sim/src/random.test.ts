import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashText, Random } from './random.ts';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** xoshiro128** as its authors write it, in BigInt. */
function reference(state: bigint[], draws: number): number[] {
  const mask = 0xffffffffn;
  const rotl = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & mask;
  const s = [...state] as [bigint, bigint, bigint, bigint];
  return Array.from({ length: draws }, () => {
    const result = (rotl((s[1] * 5n) & mask, 7n) * 9n) & mask;
    const t = (s[1] << 9n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11n);
    return Number(result);
  });
}

test('draws are those of xoshiro128**', () => {
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), (state) => {
      const random = new Random().load(Int32Array.from(state), 0);
      const drawn = Array.from({ length: 20 }, () => random.uint32());
      expect(drawn).toEqual(reference(state.map(BigInt), 20));
    }),
  );
});

test('a stream goes on where it was saved', () => {
  const states = new Int32Array(8);
  const random = new Random().seed(1, 2);
  random.uint32();
  random.save(states, 1);
  const expected = [random.uint32(), random.uint32()];
  random.seed(9).load(states, 1);
  expect([random.uint32(), random.uint32()]).toEqual(expected);
});

test('streams whose names differ in one word differ', () => {
  fc.assert(
    fc.property(word, word, word, (seed, one, other) => {
      fc.pre(one !== other);
      const first = new Random().seed(seed, one);
      const second = new Random().seed(seed, other);
      const draw = (random: Random) => Array.from({ length: 4 }, () => random.uint32());
      expect(draw(first)).not.toEqual(draw(second));
    }),
  );
});

test('first draws of neighbouring streams are spread evenly', () => {
  const buckets = new Uint32Array(64);
  const count = 64_000;
  const random = new Random();
  for (let index = 0; index < count; index += 1) {
    const bucket = random.seed(42, index, 1).below(64);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  const chiSquare = buckets.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  // 63 degrees of freedom: mean 63, standard deviation 11.2.
  expect(chiSquare).toBeGreaterThan(63 - 4 * 11.2);
  expect(chiSquare).toBeLessThan(63 + 4 * 11.2);
});

test('exponential draws have the mean asked for', () => {
  const random = new Random().seed(7);
  const count = 100_000;
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += random.exponential(5);
  expect(Math.abs(sum / count - 5)).toBeLessThan((4 * 5) / Math.sqrt(count));
});

test('texts that differ in one character hash differently', () => {
  const hashes = new Set(Array.from({ length: 10_000 }, (_, n) => hashText(`area-1/${n}`)));
  expect(hashes.size).toBe(10_000);
});
