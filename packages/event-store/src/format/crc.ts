import { crc32 } from 'node:zlib';

/** CRC-32 (IEEE 802.3, as in zlib) of bytes [start, end). */
export function crcOf(bytes: Uint8Array, start: number, end: number): number {
  return crc32(bytes.subarray(start, end));
}
