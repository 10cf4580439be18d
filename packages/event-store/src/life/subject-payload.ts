/**
 * Payloads under the key of a subject (docs/format.md, section 13): AES-256-GCM, stored as
 * nonce 12 | ciphertext | tag 16. The nonce comes from the payload itself by HMAC: the same event
 * again is the same bytes, which idempotent appends rest on, and no nonce serves two payloads.
 */
import { createCipheriv, createDecipheriv, createHmac, type KeyObject } from 'node:crypto';
import { secretKeyFrom } from '../mac.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** How much longer a payload becomes. */
export const SUBJECT_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/** Where a payload belongs: it can't be read in the place of another. */
export interface PayloadPlace {
  readonly logId: string;
  readonly stream: string;
  readonly type: string;
  readonly subject: string;
}

export function encryptPayload(
  key: KeyObject,
  payload: Uint8Array,
  place: PayloadPlace,
): Uint8Array {
  const aad = aadOf(place);
  const nonce = createHmac('sha256', derived(key, 'nonce')).update(aad).update(payload).digest();
  const short = nonce.subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', derived(key, 'encrypt'), short);
  cipher.setAAD(aad);
  const parts = [short, cipher.update(payload), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(Buffer.concat(parts));
}

/** Undefined when it was not encrypted with this key for this place. */
export function decryptPayload(
  key: KeyObject,
  stored: Uint8Array,
  place: PayloadPlace,
): Uint8Array | undefined {
  if (stored.length < SUBJECT_OVERHEAD_BYTES) return undefined;
  const nonce = stored.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', derived(key, 'encrypt'), nonce);
  decipher.setAAD(aadOf(place));
  decipher.setAuthTag(stored.subarray(stored.length - TAG_BYTES));
  try {
    const body = stored.subarray(NONCE_BYTES, stored.length - TAG_BYTES);
    return new Uint8Array(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch {
    return undefined;
  }
}

function derived(key: KeyObject, use: 'nonce' | 'encrypt'): KeyObject {
  const info = `lighthouse/subject-${use}/v1`;
  return secretKeyFrom(createHmac('sha256', key).update(info).update('\x01').digest());
}

/** Names hold no line feed, and the subject comes last. */
function aadOf({ logId, stream, type, subject }: PayloadPlace): Buffer {
  return Buffer.from(`lighthouse-subject/v1\n${logId}\n${stream}\n${type}\n${subject}`);
}
