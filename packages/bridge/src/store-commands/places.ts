import path from 'node:path';
import { loadKeyRing, readLog } from '@lighthouse/event-store';
import type { KeyRing } from '@lighthouse/event-store';
import { DEFAULTS } from '../host/serve-options.ts';

export const LOG = { name: 'log', describe: "the log's folder" } as const;

export const KEY = {
  type: 'text',
  placeholder: 'file',
  describe: `the key ring of the log (default: ${DEFAULTS.key})`,
} as const;

/** Where the key ring is that a command line means, absolute. */
export function keyFileOf(key: string | undefined, cwd: string): string {
  return path.resolve(cwd, key ?? DEFAULTS.key);
}

/** A log that is there, with its keys. */
export interface KeyedLog {
  readonly dir: string;
  readonly keyRing: KeyRing;
}

/**
 * Finds a log and its key ring without writing anything: to open a folder that holds no log would
 * make one. Throws LH_INPUT_MISSING, LH_NOT_A_LOG, or what loadKeyRing throws.
 */
export async function findLog(
  args: { readonly log: string; readonly key: string | undefined },
  cwd: string,
): Promise<KeyedLog> {
  const dir = path.resolve(cwd, args.log);
  const keyRing = loadKeyRing(keyFileOf(args.key, cwd));
  await readLog({ dir, keyRing }, { limit: 1 }).next();
  return { dir, keyRing };
}
