/**
 * The 192 bytes that begin a segment, little endian; docs/format.md, section 3.
 *
 *     0 magic 8 | 8 headerBytes u16 | 10 version u16 | 12 kid u16 | 14 flags u16 | 16 logId 16
 *     32 firstSeq u64 | 40 created u64 | 48 prevFirst u64 | 56 prevBytes u64 | 64 prevTrailer 36
 *     100 keyCheck 8 | 108 zeros 12 | 120 mac 32 | 152 crc u32 | 156 prevTrailer again 36
 *
 * It is the authority on how the segment before it ended.
 */
import { assert } from '@lighthouse/contract/errors';
import type { Mac } from '../mac.ts';
import { isZeroRange, readU16, readU32, readU64, writeU16, writeU32, writeU64 } from './bytes.ts';
import { crcOf } from './crc.ts';
import { MAC_BYTES, SEGMENT_HEADER_BYTES, TRAILER_BYTES } from './limits.ts';

export const SEGMENT_MAGIC = 'LHSEG\x01\r\n';
export const SEGMENT_VERSION = 1;
const FLAG_SEALED = 1;

const MAC_AT = 120;
const CRC_AT = 152;
const TRAILER_COPY_AT = 156;

export interface SegmentHeader {
  readonly kid: number;
  readonly isSealed: boolean;
  /** 32 hex digits. */
  readonly logId: string;
  readonly firstSeq: number;
  readonly createdUs: number;
  /** First sequence number of the segment before; 0 in the first segment. */
  readonly prevFirst: number;
  readonly prevBytes: number;
  /** 36 bytes as latin1. */
  readonly prevTrailer: string;
  /** 16 hex digits. */
  readonly keyCheck: string;
}

/**
 * `corrupt` is what a failing disk does; `copyDiffers`, where no CRC reaches, is too: the rest of
 * the header may be right. `malformed` has a right CRC and fields that no writer makes.
 */
export type SegmentHeaderParse =
  | { readonly kind: 'header'; readonly header: SegmentHeader }
  | { readonly kind: 'copyDiffers'; readonly reason: string; readonly header: SegmentHeader }
  | { readonly kind: 'malformed'; readonly reason: string; readonly header: SegmentHeader }
  | { readonly kind: 'corrupt'; readonly reason: string };

/** What stands in the place of a trailer in front of the first segment. */
export const NO_TRAILER = '\0'.repeat(TRAILER_BYTES);

export function encodeSegmentHeader(header: SegmentHeader, mac: Mac): Buffer {
  assert(header.prevTrailer.length === TRAILER_BYTES, 'a trailer has 36 bytes');
  const out = Buffer.alloc(SEGMENT_HEADER_BYTES);
  out.write(SEGMENT_MAGIC, 0, 'latin1');
  writeU16(out, 8, SEGMENT_HEADER_BYTES);
  writeU16(out, 10, SEGMENT_VERSION);
  writeU16(out, 12, header.kid);
  writeU16(out, 14, header.isSealed ? FLAG_SEALED : 0);
  out.write(header.logId, 16, 'hex');
  writeU64(out, 32, header.firstSeq);
  writeU64(out, 40, header.createdUs);
  writeU64(out, 48, header.prevFirst);
  writeU64(out, 56, header.prevBytes);
  out.write(header.prevTrailer, 64, 'latin1');
  out.write(header.keyCheck, 100, 'hex');
  out.write(mac(out, 0, MAC_AT), MAC_AT, 'latin1');
  writeU32(out, CRC_AT, crcOf(out, 0, CRC_AT));
  out.write(header.prevTrailer, TRAILER_COPY_AT, 'latin1');
  return out;
}

/**
 * Parses the first 192 bytes of a segment, or fewer, by everything but its MAC (rule 1). Never
 * throws.
 */
export function parseSegmentHeader(bytes: Buffer): SegmentHeaderParse {
  if (bytes.length < SEGMENT_HEADER_BYTES)
    return { kind: 'corrupt', reason: 'it is shorter than 192 bytes' };
  if (readU32(bytes, CRC_AT) !== crcOf(bytes, 0, CRC_AT))
    return { kind: 'corrupt', reason: 'its CRC is wrong' };
  const header = headerFields(bytes);
  const malformed = malformation(bytes, header);
  if (malformed !== undefined) return { kind: 'malformed', reason: malformed, header };
  const copy = bytes.latin1Slice(TRAILER_COPY_AT, SEGMENT_HEADER_BYTES);
  if (copy === header.prevTrailer) return { kind: 'header', header };
  return { kind: 'copyDiffers', reason: 'its two copies of the trailer before differ', header };
}

/** Tells whether the MAC of these 192 bytes is right. */
export function hasSegmentMac(bytes: Buffer, mac: Mac): boolean {
  return bytes.latin1Slice(MAC_AT, MAC_AT + MAC_BYTES) === mac(bytes, 0, MAC_AT);
}

function headerFields(bytes: Buffer): SegmentHeader {
  return {
    kid: readU16(bytes, 12),
    isSealed: (readU16(bytes, 14) & FLAG_SEALED) !== 0,
    logId: bytes.toString('hex', 16, 32),
    firstSeq: readU64(bytes, 32),
    createdUs: readU64(bytes, 40),
    prevFirst: readU64(bytes, 48),
    prevBytes: readU64(bytes, 56),
    prevTrailer: bytes.latin1Slice(64, 64 + TRAILER_BYTES),
    keyCheck: bytes.toString('hex', 100, 108),
  };
}

function malformation(bytes: Buffer, header: SegmentHeader): string | undefined {
  if (bytes.latin1Slice(0, SEGMENT_MAGIC.length) !== SEGMENT_MAGIC) return 'magic is wrong';
  if (readU16(bytes, 8) !== SEGMENT_HEADER_BYTES) return 'headerBytes is not 192';
  if (readU16(bytes, 10) !== SEGMENT_VERSION) return 'version is not 1';
  if ((readU16(bytes, 14) & ~FLAG_SEALED) !== 0) return 'reserved flags are set';
  if (!isZeroRange(bytes, 108, MAC_AT)) return 'reserved bytes are not zero';
  if (header.kid === 0) return 'kid is 0';
  const numbers = [header.firstSeq, header.createdUs, header.prevFirst, header.prevBytes];
  if (!numbers.every(Number.isSafeInteger)) return 'a number is not below 2^53';
  if (header.firstSeq === 0) return 'firstSeq is 0';
  return undefined;
}
