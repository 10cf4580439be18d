/**
 * A C2SP signed note: a text and who vouches for it.
 *
 *     text, lines, the last one ended too
 *     (empty line)
 *     — name base64(4 bytes of key hash ‖ signature)
 *     …
 *
 * UTF-8 without control characters but newlines; at most 100 signatures and a million bytes.
 * Signatures of keys that are not given are passed over; one of a given key that is wrong condemns
 * the note. A witness's key checks what the witness added.
 */
import { sign, verify } from 'node:crypto';
import { assert } from '@lighthouse/contract/errors';
import { cosignatureTime } from './cosignature.ts';
import { decodeBase64, KEY_HASH_BYTES, type NoteKey, type NoteSigner } from './note-key.ts';
import { signatureLine, type NoteSignature } from './signature-line.ts';

/** A note as it is written, nothing of it verified. */
export interface ParsedNote {
  /** With the newline that ends it. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export const NOTE_BYTES_MAX = 1_000_000;
const SIGNATURES_MAX = 100;
const SIGNATURE_BYTES = 64;
const SIGNATURE_LINE = /^— (?<name>[^\s+]+) (?<encoded>[A-Za-z0-9+/]+={0,2})$/u;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Takes a whole note apart; a reason when it is none. */
export function parseNote(bytes: Uint8Array): ParsedNote | { readonly reason: string } {
  const note = bytes.length > NOTE_BYTES_MAX ? undefined : decodeText(bytes);
  const split = note?.lastIndexOf('\n\n') ?? -1;
  if (note === undefined || split === -1 || CONTROL.test(note) || !note.endsWith('\n'))
    return { reason: 'it is not a signed note' };
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) return { reason: 'it has too many signatures' };
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignature(line);
    if (signature === undefined) return { reason: 'a line of signature is malformed' };
    signatures.push(signature);
  }
  return { text: note.slice(0, split + 1), signatures };
}

/** Gives the text of a note that one of the keys has signed; a reason when there is none. */
export function openNote(
  bytes: Uint8Array,
  keys: readonly NoteKey[],
): { readonly text: string } | { readonly reason: string } {
  const note = parseNote(bytes);
  if ('reason' in note) return note;
  let isSigned = false;
  for (const signature of note.signatures) {
    const key = keys.find(({ name, hash }) => signature.name === name && signature.hash === hash);
    if (key === undefined) continue;
    if (!isSignature(note.text, signature, key)) return { reason: 'its signature is wrong' };
    isSigned = true;
  }
  return isSigned ? { text: note.text } : { reason: 'it is not signed with the given key' };
}

/** Writes a text of whole lines as a note with one signature of each signer. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  assert(text.endsWith('\n') && !CONTROL.test(text), 'a note is whole lines of text');
  const lines = signers.map(({ name, hash, key }) =>
    signatureLine({ name, hash, bytes: sign(null, Buffer.from(text), key) }),
  );
  return `${text}\n${lines.join('')}`;
}

function parseSignature(line: string): NoteSignature | undefined {
  const { name, encoded = '' } = SIGNATURE_LINE.exec(line)?.groups ?? {};
  const bytes = decodeBase64(encoded);
  if (name === undefined || bytes === undefined || bytes.length <= KEY_HASH_BYTES) return undefined;
  const hash = bytes.toString('hex', 0, KEY_HASH_BYTES);
  return { name, hash, bytes: bytes.subarray(KEY_HASH_BYTES) };
}

function isSignature(text: string, { bytes }: NoteSignature, { key, isWitness }: NoteKey): boolean {
  if (isWitness) return cosignatureTime(text, bytes, key) !== undefined;
  return bytes.length === SIGNATURE_BYTES && verify(null, Buffer.from(text), key, bytes);
}

/** Undefined when it is not UTF-8: then what was signed can't be what is read. */
function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
