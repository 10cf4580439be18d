import { existsSync } from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract';
import { loadKeyRing, readLog } from '@lighthouse/event-store';
import type { KeyRing } from '@lighthouse/event-store';
import { subjectKeysIn } from '@lighthouse/event-store/life';
import type { SubjectKeys } from '@lighthouse/event-store/life';
import { DEFAULTS } from '../host/serve-options.ts';

export const LOG = { name: 'log', describe: "the log's folder" } as const;

export const KEY = {
  type: 'text',
  placeholder: 'file',
  describe: `the key ring of the log (default: ${DEFAULTS.key})`,
} as const;

export const SUBJECTS = {
  type: 'text',
  placeholder: 'folder',
  describe: 'the keys of subjects, which the program that wrote the log keeps there',
} as const;

/** Opens a folder with keys of subjects that is there. Throws LH_KEY_MISSING. */
export function findSubjectKeys(folder: string): SubjectKeys {
  if (existsSync(folder)) return subjectKeysIn(folder);
  throw new LighthouseError('LH_KEY_MISSING', 'there is no such folder of keys', {
    hint: 'name the folder that the program which wrote the log keeps the keys of subjects in',
    facts: { path: folder },
  });
}

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
