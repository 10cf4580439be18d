/**
 * A C2SP signed note: a text and who vouches for it.
 *
 *     text, lines, the last one ended too
 *     (empty line)
 *     — name base64(4 bytes of key hash ‖ signature)
 *     …
 *
 * A key to check it with is `name+hash+base64(0x01 ‖ 32 bytes)`: Ed25519, its hash the first four
 * bytes, in hex, of SHA-256(name ‖ 0x0a ‖ 0x01 ‖ key). Signatures of keys that are not given are
 * passed over; one of a given key that is wrong condemns the note.
 */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';

export interface NoteKey {
  readonly name: string;
  /** 8 hex digits. */
  readonly hash: string;
  readonly key: KeyObject;
}

const ED25519 = 1;
const KEY_BYTES = 32;
const HASH_BYTES = 4;
const SIGNATURE_BYTES = 64;
const SIGNATURES_MAX = 100;
const NAME = /^[^\s+]+$/u;
const KEY = /^(?<name>[^\s+]+)\+(?<hash>[0-9a-f]{8})\+(?<encoded>[A-Za-z0-9+/]+={0,2})$/u;
const SIGNATURE_LINE = /^— (?<name>[^\s+]+) (?<encoded>[A-Za-z0-9+/]+={0,2})$/u;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Parses a verifier key; undefined when it is none. */
export function parseNoteKey(text: string): NoteKey | undefined {
  const { name = '', hash = '', encoded = '' } = KEY.exec(text)?.groups ?? {};
  const bytes = decodeBase64(encoded);
  if (bytes?.length !== 1 + KEY_BYTES || bytes[0] !== ED25519) return undefined;
  const right = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex');
  if (!NAME.test(name) || right.slice(0, 2 * HASH_BYTES) !== hash) return undefined;
  const x = bytes.subarray(1).toString('base64url');
  return {
    name,
    hash,
    key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
  };
}

/** Gives the text of a note that one of the keys has signed; a reason when there is none. */
export function openNote(
  note: string,
  keys: readonly NoteKey[],
): { readonly text: string } | { readonly reason: string } {
  const split = note.lastIndexOf('\n\n');
  if (split === -1 || CONTROL.test(note) || !note.endsWith('\n'))
    return { reason: 'it is not a signed note' };
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) return { reason: 'it has too many signatures' };
  let isSigned = false;
  for (const line of lines) {
    const { name, encoded = '' } = SIGNATURE_LINE.exec(line)?.groups ?? {};
    const bytes = decodeBase64(encoded);
    if (name === undefined || bytes === undefined || bytes.length <= HASH_BYTES)
      return { reason: 'a line of signature is malformed' };
    const hash = bytes.toString('hex', 0, HASH_BYTES);
    const known = keys.find((key) => key.name === name && key.hash === hash);
    if (known === undefined) continue;
    if (!isSignature(text, bytes.subarray(HASH_BYTES), known.key))
      return { reason: 'its signature is wrong' };
    isSigned = true;
  }
  return isSigned ? { text } : { reason: 'it is not signed with the given key' };
}

function isSignature(text: string, signature: Buffer, key: KeyObject): boolean {
  return signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(text), key, signature);
}

/** Strict: what is written back must be what was read. */
function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
