import { hash, timingSafeEqual } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Of 32 bytes in base64url. */
const MAC_LENGTH = 43;
/** Longer than any head of a request that is let in. */
const TEXT_LENGTH_MAX = 16_384;
const [INNER_PAD, OUTER_PAD] = [0x36, 0x5c];

/**
 * HMAC-SHA256 (RFC 2104) of short texts, one byte a character, under one key of at most 64 bytes.
 * Two plain hashes over prepared blocks take less than half the time of `createHmac`.
 */
export class Hmac {
  readonly #inner: Buffer;
  readonly #outer: Buffer;

  constructor(key: Uint8Array) {
    this.#inner = padded(key, INNER_PAD);
    this.#outer = padded(key, OUTER_PAD);
  }

  /** Gives 43 characters, base64url. */
  of(text: string): string {
    if (text.length > TEXT_LENGTH_MAX) throw new RangeError('the text is too long to authenticate');
    this.#inner.copy(message);
    const length = BLOCK_BYTES + message.write(text, BLOCK_BYTES, 'latin1');
    this.#outer.copy(outer);
    outer.write(hash('sha256', message.subarray(0, length), 'binary'), BLOCK_BYTES, 'binary');
    return hash('sha256', outer, 'base64url');
  }

  /** Takes as long for a wrong MAC as for a right one. */
  isRight(text: string, mac: string): boolean {
    expected.write(this.of(text), 'latin1');
    const isWhole = Buffer.byteLength(mac) === MAC_LENGTH;
    if (isWhole) given.write(mac);
    return isWhole && timingSafeEqual(given, expected);
  }
}

/** Filled and used up within one call. */
const message = Buffer.alloc(BLOCK_BYTES + TEXT_LENGTH_MAX);
const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
const [expected, given] = [Buffer.alloc(MAC_LENGTH), Buffer.alloc(MAC_LENGTH)];

function padded(key: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  for (const [index, byte] of key.entries()) block[index] = byte ^ pad;
  return block;
}
