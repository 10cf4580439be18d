import { describe, expect, test } from '@jest/globals';
import { IdleTime } from './idle-time.ts';

/** Endings as pairs of age and moment, in milliseconds. */
function limitAfter(...endings: readonly (readonly [number, number])[]): number | undefined {
  const idle = new IdleTime();
  for (const [ageMs, atMs] of endings) idle.takeEnding(ageMs * 1000, atMs * 1000);
  return idle.usMax === undefined ? undefined : idle.usMax / 1000;
}

describe('how long a connection may rest', () => {
  test.each([
    [
      'is not known from one or two endings',
      [
        [2000, 0],
        [2010, 100],
      ],
      undefined,
    ],
    [
      'is half of what three of one age say',
      [
        [2000, 0],
        [2050, 100],
        [1990, 300],
      ],
      1000,
    ],
    [
      'is not said by a server that ends all of them at once',
      [
        [300, 0],
        [301, 1],
        [302, 2],
      ],
      undefined,
    ],
    [
      'is not said by ages that differ',
      [
        [300, 0],
        [900, 100],
        [1500, 200],
        [310, 300],
      ],
      undefined,
    ],
    [
      'is what they say last',
      [
        [3000, 0],
        [3000, 50],
        [3000, 90],
        [500, 200],
        [500, 300],
        [510, 400],
      ],
      250,
    ],
  ] as const)('%s', (_what, endings, limitMs) => {
    expect(limitAfter(...endings)).toBe(limitMs);
  });
});
