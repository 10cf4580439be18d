import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import type { Store } from './locate-store.ts';

/**
 * Gives the path of the key ring: the one that was named, else that of the run. Throws
 * LH_KEY_MISSING.
 */
export function findKeyRing(store: Store, named: string | undefined, cwd: string): string {
  if (named !== undefined) return path.resolve(cwd, named);
  if (store.keyRing !== undefined) return store.keyRing;
  throw new LighthouseError('LH_KEY_MISSING', 'a log cannot be verified without its key ring', {
    hint: 'name the file: --key <keyring.json>, or LH_KEY in the environment',
    facts: { store: store.path },
  });
}
