import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { parseNoteKey, parseSigningKey, type NoteKey } from './note-key.ts';
import { openNote as openBytes, signNote } from './signed-note.ts';

/** The example of golang.org/x/mod/sumdb/note: made by another program than this. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n";
const SIGNATURE =
  'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
const NOTE = `${TEXT}\n— PeterNeumann ${SIGNATURE}\n`;

const SECRET = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';

const peter = keyFrom(PETER);

const openNote = (note: string, keys: readonly NoteKey[]) => openBytes(Buffer.from(note), keys);

function keyFrom(text: string): NoteKey {
  const key = parseNoteKey(text);
  if (key === undefined) throw new Error(`no key: ${text}`);
  return key;
}

/** Another signer, with a signature of the text. */
function otherSigner(name: string): { key: NoteKey; line: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const bytes = Buffer.concat([Buffer.from([1]), raw]);
  const hash = createHash('sha256').update(`${name}\n`).update(bytes).digest().subarray(0, 4);
  const signature = Buffer.concat([hash, sign(null, Buffer.from(TEXT), privateKey)]);
  return {
    key: keyFrom(`${name}+${hash.toString('hex')}+${bytes.toString('base64')}`),
    line: `— ${name} ${signature.toString('base64')}\n`,
  };
}

test('a note of another implementation is opened', () => {
  expect(openNote(NOTE, [peter])).toEqual({ text: TEXT });
});

test('whatever byte of a note is changed, it is no longer one', () => {
  const bytes = Buffer.from(NOTE);
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = ((changed[at] ?? 0) + 1) % 256;
    expect(openBytes(changed, [peter])).toHaveProperty('reason');
  }
});

test('no part of a note is one', () => {
  for (let end = 0; end < NOTE.length; end++)
    expect(openNote(NOTE.slice(0, end), [peter])).toHaveProperty('reason');
  for (let start = 1; start < NOTE.length; start++)
    expect(openNote(NOTE.slice(start), [peter])).toHaveProperty('reason');
});

test('signatures of others are passed over, but do not count', () => {
  const other = otherSigner('witness');
  expect(openNote(NOTE + other.line, [peter])).toEqual({ text: TEXT });
  expect(openNote(NOTE, [other.key])).toEqual({ reason: 'it is not signed with the given key' });
  expect(openNote(NOTE, [])).toHaveProperty('reason');
});

test('a wrong signature of a given key condemns the note, whoever else signed it', () => {
  const other = otherSigner('witness');
  const bytes = Buffer.from(SIGNATURE, 'base64');
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  const forged = `— PeterNeumann ${bytes.toString('base64')}\n`;
  const keys = [peter, other.key];
  expect(openNote(`${TEXT}\n${other.line}${forged}`, keys)).toEqual({
    reason: 'its signature is wrong',
  });
});

test('a note has a limit of signatures', () => {
  const note = NOTE + otherSigner('x').line.repeat(100);
  expect(openNote(note, [peter])).toEqual({ reason: 'it has too many signatures' });
});

test.each([
  '',
  'PeterNeumann',
  PETER.replace('c74f20a3', 'c74f20a4'),
  PETER.replace('Neumann', 'Newman'),
  PETER.replace('+AR', '+BR'),
  PETER.slice(0, -4),
  `${PETER} `,
  PETER.replace('TW', 'TX'),
])('%p is no key', (text) => {
  expect(parseNoteKey(text)).toBeUndefined();
});

test('the secret key of another implementation signs as it does', () => {
  const signer = parseSigningKey(SECRET);
  expect(signer?.verifier).toBe(PETER);
  expect(signer && signNote(TEXT, [signer])).toBe(NOTE);
});

test.each([
  PETER,
  SECRET.replace('c74f20a3', 'c74f20a4'),
  SECRET.replace('KEY+Peter', 'KEY+Retep'),
  SECRET.slice(0, -4),
  `${SECRET}\n`,
])('%p is no secret key', (text) => {
  expect(parseSigningKey(text)).toBeUndefined();
});
