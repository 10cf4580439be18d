import process from 'node:process';

/** Gives the seed that LH_SEED names, or `otherwise`. */
export function seedOr(otherwise: number): number {
  const text = process.env['LH_SEED'];
  if (text === undefined || text === '') return otherwise;
  const seed = Number(text);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`LH_SEED is no seed: ${text}`);
  return seed;
}

/** Runs something, and names the seed that repeats it when it fails. */
export async function withSeed<T>(seed: number, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const facts = Reflect.get(Object(cause), 'facts') as unknown;
    const why = `${String(cause)} ${JSON.stringify(facts ?? {})}`;
    throw new Error(`fails with LH_SEED=${seed}: ${why}`, { cause });
  }
}
