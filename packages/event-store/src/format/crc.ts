import { crc32 } from 'node:zlib';

/** CRC-32 (IEEE 802.3, as in zlib) of bytes [start, end). */
export function crcOf(bytes: Uint8Array, start: number, end: number): number {
  return crc32(bytes.subarray(start, end));
}

/**
 * Continues a CRC over bytes [start, end), one by one: for runs so short that a call into zlib
 * costs more.
 */
export function crcContinued(crc: number, bytes: Uint8Array, start: number, end: number): number {
  let register = ~crc;
  for (let at = start; at < end; at++) {
    register = (BYTE_TABLE[(register ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (register >>> 8);
  }
  return ~register >>> 0;
}

/**
 * Gives what a CRC becomes when `count` zero bytes take the place of those behind it, so that crc(A
 * ‖ B) = crcShifted(crc(A), |B|) ^ crc(B). That is a multiplication by x^(8 · count) modulo the
 * polynomial, made of one for each byte of `count` that is not zero.
 */
export function crcShifted(crc: number, count: number): number {
  let product = crc;
  for (let digit = 0, rest = count; rest > 0; digit++, rest = Math.floor(rest / 256)) {
    const factor = SHIFT_FACTORS[digit]?.[rest % 256];
    if (factor !== undefined && rest % 256 !== 0) product = multiplied(product, factor);
  }
  return product;
}

/** x^32 + x^26 + … + 1, lowest power in the highest bit. */
const POLYNOMIAL = 0xedb8_8320;
/** x^0 and x^8 in the same notation. */
const ONE = 0x8000_0000;
const X_8 = 0x0080_0000;
/** Enough for every length below 2^32. */
const SHIFT_DIGITS = 4;

/** What one byte does to a CRC. */
export const BYTE_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = timesX(remainder);
  return remainder;
});

/** By digit d and its value v: x^(8 · v · 256^d). */
const SHIFT_FACTORS = shiftFactors();

function shiftFactors(): Uint32Array[] {
  let base = X_8;
  return Array.from({ length: SHIFT_DIGITS }, () => {
    const powers = new Uint32Array(256);
    let power = ONE;
    for (let value = 0; value < 256; value++) {
      powers[value] = power;
      power = multiplied(power, base);
    }
    base = power >>> 0;
    return powers;
  });
}

function multiplied(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = 31; bit >= 0; bit--) {
    if (((a >>> bit) & 1) !== 0) product ^= shifted;
    shifted = timesX(shifted);
  }
  return product >>> 0;
}

function timesX(value: number): number {
  return (value & 1) !== 0 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
}
