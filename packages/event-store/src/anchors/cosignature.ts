/**
 * A witness's signature of a checkpoint, C2SP `cosignature/v1`: at this time, this was the latest
 * checkpoint of the log that the witness had seen, and it continues all that it had seen before.
 *
 *     — <name> base64(4 bytes of key hash ‖ seconds since 1970, u64 big endian ‖ signature)
 *
 * The signature is Ed25519 over "cosignature/v1", newline, "time ", the seconds in decimal,
 * newline, and the text of the note. The key has type 0x04.
 */
import { sign, verify, type KeyObject } from 'node:crypto';
import type { NoteKey, NoteSigner } from './note-key.ts';
import { parseNoteKey, verifierText } from './note-key.ts';
import { signatureLine } from './signature-line.ts';
import type { ParsedNote } from './signed-note.ts';

const WITNESS_KEY = 4;
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** Gives the public key of a witness in its written form. */
export function witnessVerifier({ name, key }: NoteSigner): string {
  return verifierText(name, WITNESS_KEY, key);
}

/** Parses the public key of a witness; undefined when it is none. */
export function parseWitnessKey(text: string): NoteKey | undefined {
  return parseNoteKey(text, WITNESS_KEY);
}

/** Signs the text of a note as a witness, as a line to be added to the note. */
export function cosign(text: string, signer: NoteSigner, timeS: number): string {
  const [, hash = ''] = witnessVerifier(signer).split('+');
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(timeS));
  const signature = sign(null, cosigned(text, BigInt(timeS)), signer.key);
  return signatureLine({ name: signer.name, hash, bytes: Buffer.concat([time, signature]) });
}

/**
 * Gives the time, in seconds since 1970, at which a witness signed a note; undefined when it did
 * not.
 */
export function cosignedAt({ text, signatures }: ParsedNote, key: NoteKey): number | undefined {
  for (const { name, hash, bytes } of signatures) {
    if (name !== key.name || hash !== key.hash) continue;
    const time = cosignatureTime(text, bytes, key.key);
    if (time !== undefined) return time;
  }
  return undefined;
}

/**
 * Gives the time in what stands behind the key's hash, in seconds since 1970; undefined when it is
 * no signature of this text.
 */
export function cosignatureTime(text: string, bytes: Buffer, key: KeyObject): number | undefined {
  if (bytes.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined;
  const time = bytes.readBigUInt64BE(0);
  const isRight = verify(null, cosigned(text, time), key, bytes.subarray(TIME_BYTES));
  return isRight ? Number(time) : undefined;
}

function cosigned(text: string, timeS: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${timeS}\n${text}`);
}
