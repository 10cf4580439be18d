/**
 * What the host of a sealed log holds of its keys: those of the epoch in force, in a JSON file that
 * is replaced when the epoch ends; docs/format.md, section 10. What it holds can make the keys of
 * all later epochs and of no earlier one.
 */
import type { KeyObject } from 'node:crypto';
import { LighthouseError } from '@lighthouse/contract/errors';
import { KID_MAX } from '../format/limits.ts';
import { secretKeyFrom } from '../mac.ts';
import { members, parseJson } from './key-json.ts';
import { readSecretFile, replaceSecretFile, syncFolderOf, writeSecretFile } from './secret-file.ts';

export interface EpochState {
  /** 32 hex digits. */
  readonly logId: string;
  readonly epoch: number;
  /** Log key of the epoch. */
  readonly key: KeyObject;
  /** What other keys of the log are derived from; it outlives the epochs. */
  readonly root: KeyObject;
  /** How long an epoch lasts. */
  readonly epochUs: number;
  /** When this one ends. */
  readonly untilUs: number;
}

/** Where the state is kept. Both ways of writing are durable, and whole or not at all. */
export interface EpochStore {
  load(): EpochState;
  /** Fails when there is one already. */
  create(state: EpochState): void;
  /** Puts the state of a later epoch in the place of the one before, which is erased. */
  replace(state: EpochState): void;
}

/** Keeps the state in a file of mode 0600. Throws LH_KEY_MISSING, LH_KEY_MODE, LH_KEY_INVALID. */
export function epochFile(path: string): EpochStore {
  return {
    load: () => {
      const text = readSecretFile(path);
      // The folder's sync may have failed when the file was made: it must not vanish later.
      syncFolderOf(path);
      try {
        return parseEpochState(text);
      } catch (cause) {
        throw new LighthouseError('LH_KEY_INVALID', 'cannot understand the epoch key file', {
          hint: 'restore the file; without it the log can be verified and not be written to',
          facts: { path, reason: cause instanceof Error ? cause.message : String(cause) },
        });
      }
    },
    create: (state) => writeSecretFile(path, encodeEpochState(state)),
    replace: (state) => replaceSecretFile(path, encodeEpochState(state)),
  };
}

const FORMAT = 'lighthouse-epoch/1';
const KEY_BYTES = 32;

export function encodeEpochState(state: EpochState): string {
  const { logId, epoch, key, root, epochUs, untilUs } = state;
  const [keyText, rootText] = [key, root].map((one) => one.export().toString('base64'));
  const entries = { format: FORMAT, logId, epoch, key: keyText, root: rootText, epochUs, untilUs };
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

/** Parses strictly; throws an Error that says what is wrong and never what a key is. */
export function parseEpochState(text: string): EpochState {
  const names = ['format', 'logId', 'epoch', 'key', 'root', 'epochUs', 'untilUs'] as const;
  const { format, logId, epoch, key, root, epochUs, untilUs } = members(parseJson(text), names);
  if (format !== FORMAT) throw new Error(`format is not ${FORMAT}`);
  if (typeof logId !== 'string' || !/^[0-9a-f]{32}$/.test(logId)) {
    throw new Error('logId is not 32 hex digits');
  }
  if (!isCount(epoch) || epoch > KID_MAX) throw new Error('epoch is not a number from 1 to 65535');
  if (!isCount(epochUs) || !isCount(untilUs)) throw new Error('epochUs or untilUs is not a time');
  return { logId, epoch, key: keyOf(key), root: keyOf(root), epochUs, untilUs };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function keyOf(value: unknown): KeyObject {
  if (typeof value !== 'string') throw new Error('a key is missing');
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === KEY_BYTES && bytes.toString('base64') === value) return secretKeyFrom(bytes);
  throw new Error('a key is not 32 bytes in base64');
}
