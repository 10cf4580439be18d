/**
 * One of the two slots of HEAD, 512 bytes, little endian; docs/format.md, section 6.
 *
 *     0 magic 8 | 8 n u64 | 16 seq u64 | 24 bytes u64 | 32 segFirst u64 | 40 kid u16
 *     42 flags u16 | 44 zeros 4 | 48 logId 16 | 64 trailer 36 | 100 mac 32 | 132 crc u32
 *     136 zeros 376
 *
 * It testifies how far the log reached on stable storage.
 */
import { assert } from '@lighthouse/contract/errors';
import type { Mac } from '../mac.ts';
import { isZeroRange, readU16, readU32, readU64, writeU16, writeU32, writeU64 } from './bytes.ts';
import { crcOf } from './crc.ts';
import { HEAD_SLOT_BYTES, MAC_BYTES, TRAILER_BYTES } from './limits.ts';

export const HEAD_MAGIC = 'LHHEAD\x01\n';
const FLAG_CLEAN = 1;
const LOG_ID_AT = 48;
const MAC_AT = 100;
const CRC_AT = 132;
const ZEROS_AT = 136;

export interface HeadSlot {
  /** Counter; slot `n mod 2` is written at count n. */
  readonly n: number;
  readonly seq: number;
  /** Offset of the end of frame `seq` in its segment. */
  readonly bytes: number;
  readonly segFirst: number;
  readonly kid: number;
  /** The log was closed in order at this point. */
  readonly isClean: boolean;
  /** 32 hex digits. */
  readonly logId: string;
  /** 36 bytes as latin1. */
  readonly trailer: string;
}

export function encodeHeadSlot(slot: HeadSlot, mac: Mac): Buffer {
  const out = Buffer.alloc(HEAD_SLOT_BYTES);
  out.latin1Write(HEAD_MAGIC, 0, HEAD_MAGIC.length);
  out.write(slot.logId, LOG_ID_AT, 'hex');
  updateHeadSlot(out, slot, mac);
  return out;
}

/** Makes another slot of one of the same log: its magic, its logId and its zeros stay. */
export function updateHeadSlot(out: Buffer, slot: Omit<HeadSlot, 'logId'>, mac: Mac): void {
  assert(slot.trailer.length === TRAILER_BYTES, 'a trailer has 36 bytes');
  writeU64(out, 8, slot.n);
  writeU64(out, 16, slot.seq);
  writeU64(out, 24, slot.bytes);
  writeU64(out, 32, slot.segFirst);
  writeU16(out, 40, slot.kid);
  writeU16(out, 42, slot.isClean ? FLAG_CLEAN : 0);
  out.latin1Write(slot.trailer, 64, TRAILER_BYTES);
  out.latin1Write(mac(out, 0, MAC_AT), MAC_AT, MAC_BYTES);
  writeU32(out, CRC_AT, crcOf(out, 0, CRC_AT));
}

/** Parses 512 bytes by everything but the MAC; undefined when no writer made them. Never throws. */
export function parseHeadSlot(bytes: Buffer): HeadSlot | undefined {
  if (bytes.length < HEAD_SLOT_BYTES) return undefined;
  if (bytes.latin1Slice(0, HEAD_MAGIC.length) !== HEAD_MAGIC) return undefined;
  if (readU32(bytes, CRC_AT) !== crcOf(bytes, 0, CRC_AT)) return undefined;
  if (!isZeroRange(bytes, 44, 48) || !isZeroRange(bytes, ZEROS_AT, HEAD_SLOT_BYTES))
    return undefined;
  if ((readU16(bytes, 42) & ~FLAG_CLEAN) !== 0) return undefined;
  const slot = slotFields(bytes);
  const numbers = [slot.n, slot.seq, slot.bytes, slot.segFirst];
  return numbers.every(Number.isSafeInteger) ? slot : undefined;
}

/** Tells whether the MAC of these 512 bytes is right. */
export function hasHeadMac(bytes: Buffer, mac: Mac): boolean {
  return bytes.latin1Slice(MAC_AT, MAC_AT + MAC_BYTES) === mac(bytes, 0, MAC_AT);
}

function slotFields(bytes: Buffer): HeadSlot {
  return {
    n: readU64(bytes, 8),
    seq: readU64(bytes, 16),
    bytes: readU64(bytes, 24),
    segFirst: readU64(bytes, 32),
    kid: readU16(bytes, 40),
    isClean: (readU16(bytes, 42) & FLAG_CLEAN) !== 0,
    logId: bytes.toString('hex', 48, 64),
    trailer: bytes.latin1Slice(64, 64 + TRAILER_BYTES),
  };
}
