/**
 * The master keys of one owner: a JSON file outside the log's folder, readable by its owner alone;
 * docs/format.md, section 10.
 */
import { randomBytes, type KeyObject } from 'node:crypto';
import { LighthouseError } from '@lighthouse/contract/errors';
import { KID_MAX } from '../format/limits.ts';
import { secretKeyFrom } from '../mac.ts';
import { nodeClock } from '../host/node-clock.ts';
import { members, parseJson } from './key-json.ts';
import { readSecretFile, updateSecretFile, writeSecretFile } from './secret-file.ts';

export type KeyState = 'active' | 'retired' | 'revoked';

export interface MasterKey {
  readonly kid: number;
  readonly state: KeyState;
  readonly master: KeyObject;
  /** RFC 3339. */
  readonly created: string;
}

/** Exactly one key is active: the one that is written with. */
export interface KeyRing {
  readonly keys: readonly MasterKey[];
}

/** Refuses, with LH_USAGE, what is no key ring: callers without types may hand over its path. */
export function checkKeyRing(ring: KeyRing | undefined): void {
  if (Array.isArray(ring?.keys)) return;
  throw new LighthouseError('LH_USAGE', 'there is no key ring to work with', {
    hint: 'give what loadKeyRing(path) or createKeyRing(path) returns as keyRing',
  });
}

const FORMAT = 'lighthouse-keyring/1';
const MASTER_BYTES = 32;
const KEYS_MAX = 1024;

interface KeyEntry {
  readonly kid: number;
  readonly state: KeyState;
  /** Base64. */
  readonly master: string;
  readonly created: string;
}

/** When a key is made: now, unless it is given, in microseconds since 1970. */
interface RingChange {
  readonly nowUs?: number;
}

function timeOf({ nowUs = nodeClock.nowUs() }: RingChange): string {
  return new Date(nowUs / 1000).toISOString();
}

/**
 * Reads a key ring. Throws LH_KEY_MISSING, LH_KEY_MODE (others can use the file) or LH_KEY_INVALID;
 * never makes a key.
 */
export function loadKeyRing(path: string): KeyRing {
  const text = readSecretFile(path);
  return understood(path, () => parseKeyRing(text));
}

function understood<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new LighthouseError('LH_KEY_INVALID', 'cannot understand the key file', {
      hint: 'restore the file from a copy; a log cannot be verified with another key',
      facts: { path, reason: cause instanceof Error ? cause.message : String(cause) },
    });
  }
}

/**
 * Makes a key ring with one new key in a file that must not exist yet. Throws LH_KEY_INVALID when
 * it does.
 */
export function createKeyRing(path: string, options: RingChange = {}): KeyRing {
  const master = randomBytes(MASTER_BYTES);
  const created = timeOf(options);
  const entry = { kid: 1, state: 'active', master: master.toString('base64'), created } as const;
  writeSecretFile(path, textOf([entry]));
  return { keys: [{ kid: 1, state: 'active', master: secretKeyFrom(master), created }] };
}

/**
 * Adds a new active key to the ring in a file; the one that was active is retired. Logs that are
 * opened with the ring from then on rotate to it, and one that is open by `log.rotateKey`. Throws
 * as loadKeyRing does; the file is changed whole or not at all.
 */
export function addActiveKey(path: string, options: RingChange = {}): KeyRing {
  const created = timeOf(options);
  return updateKeyRing(path, (keys) => {
    const kid = Math.max(...keys.map((key) => key.kid)) + 1;
    if (kid > KID_MAX) throw new Error(`there is no key number above ${KID_MAX}`);
    const retired = keys.map((key) => (key.state === 'active' ? retiredFrom(key) : key));
    const master = randomBytes(MASTER_BYTES).toString('base64');
    return [...retired, { kid, state: 'active', master, created }];
  });
}

/**
 * Marks a key that is not active any more as revoked: it goes on verifying what was written before
 * its rotation, and nothing is derived from it any more. Throws as loadKeyRing does.
 */
export function revokeKey(path: string, kid: number): KeyRing {
  return updateKeyRing(path, (keys) => {
    const state = keys.find((key) => key.kid === kid)?.state;
    if (state === undefined) throw new Error(`there is no key ${kid}`);
    if (state === 'active') throw new Error(`key ${kid} is active: add another one first`);
    return keys.map((key) => (key.kid === kid ? { ...key, state: 'revoked' as const } : key));
  });
}

function retiredFrom(key: KeyEntry): KeyEntry {
  return { ...key, state: 'retired' };
}

function updateKeyRing(path: string, change: (keys: readonly KeyEntry[]) => KeyEntry[]): KeyRing {
  const update = (text: string): string => {
    const keys = parseKeyRing(text).keys.map(({ master, ...key }) => {
      return { ...key, master: master.export().toString('base64') };
    });
    return textOf(change(keys));
  };
  const text = updateSecretFile(path, (old) => understood(path, () => update(old)));
  return parseKeyRing(text);
}

function textOf(keys: readonly KeyEntry[]): string {
  const entries = keys.map(({ kid, state, master, created }) => ({ kid, state, master, created }));
  return `${JSON.stringify({ format: FORMAT, keys: entries }, undefined, 2)}\n`;
}

/** Gives the key that is written with. */
export function activeKey(ring: KeyRing): MasterKey {
  const key = ring.keys.find((candidate) => candidate.state === 'active');
  if (key !== undefined) return key;
  throw new LighthouseError('LH_KEY_INVALID', 'the key ring has no active key');
}

/**
 * Parses the text of a key file strictly; throws an Error that says what is wrong and never what a
 * key is.
 */
export function parseKeyRing(text: string): KeyRing {
  const { format, keys } = members(parseJson(text), ['format', 'keys']);
  if (format !== FORMAT) throw new Error(`format is not ${FORMAT}`);
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('there are no keys');
  if (keys.length > KEYS_MAX) throw new Error(`there are more than ${KEYS_MAX} keys`);
  const parsed = keys.map(parseKey);
  if (new Set(parsed.map((key) => key.kid)).size !== parsed.length) {
    throw new Error('two keys have the same kid');
  }
  if (parsed.filter((key) => key.state === 'active').length !== 1) {
    throw new Error('not exactly one key is active');
  }
  return { keys: parsed };
}

function parseKey(value: unknown): MasterKey {
  const { kid, state, master, created } = members(value, ['kid', 'state', 'master', 'created']);
  if (!isKid(kid)) throw new Error('a kid is not a number from 1 to 65535');
  if (!isKeyState(state)) throw new Error('a state is not active, retired or revoked');
  if (typeof master !== 'string') throw new Error('a master key is missing');
  if (typeof created !== 'string' || Number.isNaN(Date.parse(created))) {
    throw new Error('created is not a time');
  }
  const bytes = Buffer.from(master, 'base64');
  if (bytes.length !== MASTER_BYTES || bytes.toString('base64') !== master) {
    throw new Error('a master key is not 32 bytes in base64');
  }
  return { kid, state, master: secretKeyFrom(bytes), created };
}

function isKid(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= KID_MAX;
}

function isKeyState(value: unknown): value is KeyState {
  return value === 'active' || value === 'retired' || value === 'revoked';
}
