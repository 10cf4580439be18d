/**
 * Keys of C2SP signed notes, Ed25519. The public one is written `name+hash+base64(type ‖ 32
 * bytes)`, the secret one `PRIVATE+KEY+name+hash+base64(0x01 ‖ 32 bytes of seed)`; the hash is the
 * first four bytes, in hex, of SHA-256(name ‖ 0x0a ‖ type ‖ public key). Type 0x01 signs a note's
 * text, 0x04 is a witness's (`cosignature/v1`).
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { LighthouseError } from '@lighthouse/contract/errors';
import { readSecretFile, writeSecretFile } from '../keys/secret-file.ts';

/** What a signature is checked with. */
export interface NoteKey {
  readonly name: string;
  /** 8 hex digits. */
  readonly hash: string;
  readonly key: KeyObject;
  /** It checks what a witness adds to a note, not what the writer of the note signs. */
  readonly isWitness: boolean;
}

/** What signs. */
export interface NoteSigner {
  readonly name: string;
  /** 8 hex digits. */
  readonly hash: string;
  readonly key: KeyObject;
  /** The public key in its written form, to be given to whoever checks. */
  readonly verifier: string;
}

export const KEY_HASH_BYTES = 4;
/** What a signature says: a note's text, or a witness's time and the note's text. */
export type NoteKeyType = 1 | 4;

const ED25519 = 1;
const WITNESS = 4;
const KEY_BYTES = 32;
const NAME_LENGTH_MAX = 200;
const NAME = /^[^\s\p{Cc}+]+$/u;
const KEY = /^(?<name>[^\s+]+)\+(?<hash>[0-9a-f]{8})\+(?<encoded>[A-Za-z0-9+/]+={0,2})$/u;
const SECRET_PREFIX = 'PRIVATE+KEY+';
/** What stands before the seed in PKCS #8 (RFC 8410), as DER. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Parses a public key; undefined when it is none. */
export function parseNoteKey(text: string, type: NoteKeyType = ED25519): NoteKey | undefined {
  const parsed = parseKey(text, type);
  if (parsed === undefined) return undefined;
  const { name, hash, bytes } = parsed;
  if (keyHash(name, type, bytes) !== hash) return undefined;
  return { name, hash, key: publicKeyFrom(bytes), isWitness: type === WITNESS };
}

/** Tells whether a signer may be called so: no white space, no `+`, at most 200 characters. */
export function isNoteName(name: string): boolean {
  return name.length <= NAME_LENGTH_MAX && NAME.test(name);
}

/**
 * Makes a signing key in a file that must not exist yet, readable by its owner alone. Throws
 * LH_CONFIG when the name is none, and LH_KEY_INVALID when the file is there or can't be made.
 */
export function createSigningKey(path: string, name: string): NoteSigner {
  if (!isNoteName(name)) {
    throw new LighthouseError('LH_CONFIG', 'this can not be the name of a key', {
      hint: 'take up to 200 characters without white space or "+", such as a host name',
      facts: { name },
    });
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const signer = signerFrom(name, seed);
  const encoded = Buffer.concat([Buffer.from([ED25519]), seed]).toString('base64');
  writeSecretFile(path, `${SECRET_PREFIX}${name}+${signer.hash}+${encoded}\n`);
  return signer;
}

/**
 * Reads a signing key. Throws LH_KEY_MISSING, LH_KEY_MODE (others can use the file) or
 * LH_KEY_INVALID; never makes one.
 */
export function loadSigningKey(path: string): NoteSigner {
  const signer = parseSigningKey(readSecretFile(path).replace(/\n$/, ''));
  if (signer !== undefined) return signer;
  throw new LighthouseError('LH_KEY_INVALID', 'the file holds no signing key', {
    hint: 'name a file that was made as a signing key',
    facts: { path },
  });
}

/** Parses a secret key; undefined when it is none. */
export function parseSigningKey(text: string): NoteSigner | undefined {
  if (!text.startsWith(SECRET_PREFIX)) return undefined;
  const parsed = parseKey(text.slice(SECRET_PREFIX.length), ED25519);
  if (parsed === undefined) return undefined;
  const signer = signerFrom(parsed.name, parsed.bytes);
  return signer.hash === parsed.hash ? signer : undefined;
}

/** Gives the written form of the public key that belongs to a secret one. */
export function verifierText(name: string, type: NoteKeyType, secret: KeyObject): string {
  const bytes = publicBytesOf(secret);
  const encoded = Buffer.concat([Buffer.from([type]), bytes]).toString('base64');
  return `${name}+${keyHash(name, type, bytes)}+${encoded}`;
}

/** Strict: what is written back must be what was read. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function parseKey(
  text: string,
  type: NoteKeyType,
): { name: string; hash: string; bytes: Buffer } | undefined {
  const { name = '', hash = '', encoded = '' } = KEY.exec(text)?.groups ?? {};
  const bytes = decodeBase64(encoded);
  if (bytes?.length !== 1 + KEY_BYTES || bytes[0] !== type || !isNoteName(name)) return undefined;
  return { name, hash, bytes: bytes.subarray(1) };
}

function keyHash(name: string, type: NoteKeyType, bytes: Uint8Array): string {
  const hash = createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([type]))
    .update(bytes);
  return hash.digest('hex').slice(0, 2 * KEY_HASH_BYTES);
}

function signerFrom(name: string, seed: Buffer): NoteSigner {
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  const verifier = verifierText(name, ED25519, key);
  return { name, hash: keyHash(name, ED25519, publicBytesOf(key)), key, verifier };
}

function publicBytesOf(secret: KeyObject): Buffer {
  const { x = '' } = createPublicKey(secret).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

function publicKeyFrom(bytes: Buffer): KeyObject {
  const x = bytes.toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
