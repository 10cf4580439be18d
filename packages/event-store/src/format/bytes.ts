/**
 * Reading and writing fields of the log. Short runs of bytes that are compared or kept (MACs,
 * trailers) are latin1 strings, one character a byte: immutable, compared with `===`, and several
 * times cheaper to make than a Buffer.
 */

declare global {
  interface Buffer {
    base64Slice(start: number, end: number): string;
    latin1Slice(start: number, end: number): string;
    latin1Write(text: string, offset: number, length: number): number;
    utf8Slice(start: number, end: number): string;
    utf8Write(text: string, offset: number, length: number): number;
  }
}

const TWO_32 = 0x1_0000_0000;

export function readU16(bytes: Uint8Array, offset: number): number {
  return byteAt(bytes, offset) | (byteAt(bytes, offset + 1) << 8);
}

export function readU32(bytes: Uint8Array, offset: number): number {
  return (
    (byteAt(bytes, offset) |
      (byteAt(bytes, offset + 1) << 8) |
      (byteAt(bytes, offset + 2) << 16) |
      (byteAt(bytes, offset + 3) << 24)) >>>
    0
  );
}

/**
 * Reads a u64; what is not below 2^53, which no valid field is, comes out rounded and is not a safe
 * integer.
 */
export function readU64(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + 4) * TWO_32 + readU32(bytes, offset);
}

export function writeU16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
}

export function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value >>> 16;
  bytes[offset + 3] = value >>> 24;
}

export function writeU64(bytes: Uint8Array, offset: number, value: number): void {
  // Not by %, which is a call of its own for what is no small integer.
  const high = Math.floor(value / TWO_32);
  writeU32(bytes, offset, (value - high * TWO_32) >>> 0);
  writeU32(bytes, offset + 4, high);
}

/** Tells whether all bytes in [start, end) are zero. */
export function isZeroRange(bytes: Uint8Array, start: number, end: number): boolean {
  return indexOfNonZero(bytes, start, end) === end;
}

/** Gives the index of the first byte in [start, end) that is not zero, or `end`. */
export function indexOfNonZero(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  // Most runs that are asked about are short or not zero at all; long ones are compared block by
  // block.
  const near = Math.min(end, start + 64);
  while (at < near && bytes[at] === 0) at++;
  if (at < near) return at;
  while (end - at >= ZEROS.length && ZEROS.compare(bytes, at, at + ZEROS.length) === 0) {
    at += ZEROS.length;
  }
  while (at < end && bytes[at] === 0) at++;
  return at;
}

const ZEROS = Buffer.alloc(4096);

/** Gives a Buffer over the same memory. */
export function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}
