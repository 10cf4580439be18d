/**
 * Keys of subjects: one file each, in a folder outside the log, named by the SHA-256 of the
 * subject. Destroying the file makes the payloads of that subject unreadable for everybody, in the
 * log and in all its copies, and leaves every MAC as it was.
 */
import { createHash, randomBytes, type KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import { isFsError } from '../fs/log-fs.ts';
import { destroySecretFile, readSecretFile, writeSecretFile } from '../keys/secret-file.ts';
import { secretKeyFrom } from '../mac.ts';

export interface SubjectKeys {
  /** Undefined when there never was one, or it was destroyed. */
  get(subject: string): KeyObject | undefined;
  /** Gives the subject's key; makes one, durably, when there is none. */
  make(subject: string): KeyObject;
  /** Destroys the key; false when there is none. */
  destroy(subject: string): boolean;
}

const KEY_BYTES = 32;
/** Keys kept in memory. */
const KEYS_READY_MAX = 10_000;

/** Opens the folder with the keys of subjects, mode 0700; makes it when it is not there. */
export function subjectKeysIn(folder: string): SubjectKeys {
  makeFolder(folder);
  const ready = new Map<string, KeyObject>();
  const fileOf = (subject: string): string => {
    return path.join(folder, `${createHash('sha256').update(subject).digest('hex')}.key`);
  };
  const keep = (subject: string, key: KeyObject): KeyObject => {
    if (ready.size >= KEYS_READY_MAX) ready.clear();
    ready.set(subject, key);
    return key;
  };
  const get = (subject: string): KeyObject | undefined => {
    const known = ready.get(subject);
    if (known !== undefined) return known;
    const file = fileOf(subject);
    return fs.existsSync(file) ? keep(subject, parseKey(readSecretFile(file), file)) : undefined;
  };
  return {
    get,
    make: (subject) => get(subject) ?? keep(subject, makeKey(fileOf(subject))),
    destroy: (subject) => {
      ready.delete(subject);
      return destroySecretFile(fileOf(subject));
    },
  };
}

function makeKey(file: string): KeyObject {
  const bytes = randomBytes(KEY_BYTES);
  writeSecretFile(file, `${bytes.toString('base64')}\n`);
  return secretKeyFrom(bytes);
}

function parseKey(text: string, file: string): KeyObject {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === KEY_BYTES && `${bytes.toString('base64')}\n` === text) {
    return secretKeyFrom(bytes);
  }
  throw new LighthouseError('LH_KEY_INVALID', 'cannot understand the key of a subject', {
    hint: 'restore the file from a copy',
    facts: { path: file },
  });
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    if (!isFsError(cause)) throw cause;
    throw new LighthouseError('LH_IO', 'cannot make the folder for the keys of subjects', {
      hint: 'choose a folder that you may write to, outside the log',
      facts: { path: folder, errno: cause.code },
      cause,
    });
  }
}
