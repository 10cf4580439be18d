import process from 'node:process';

const SEED_MAX = 2 ** 32 - 1;

/**
 * Gives the seed that LH_SEED names, or `otherwise`: for fast-check, `{ seed: seedOr(42), numRuns:
 * 500 }`.
 */
export function seedOr(otherwise: number): number {
  const text = process.env['LH_SEED'];
  if (text === undefined || text === '') return otherwise;
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX)
    throw new Error(`LH_SEED is not a whole number from 0 to ${SEED_MAX}: ${text}`);
  return seed;
}

/**
 * Tries a property with `count` seeds from `from` on; with LH_SEED set, with that one alone. A
 * failure names its seed.
 */
export async function forEachSeed(
  { count, from = 1 }: { count: number; from?: number },
  property: (seed: number) => Promise<void> | void,
): Promise<void> {
  const only = seedOr(-1);
  const first = only === -1 ? from : only;
  const end = only === -1 ? from + count : only + 1;
  for (let seed = first; seed < end; seed++) {
    try {
      await property(seed);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`fails with seed ${seed}; repeat it with LH_SEED=${seed}\n${why}`, {
        cause: error,
      });
    }
  }
}
