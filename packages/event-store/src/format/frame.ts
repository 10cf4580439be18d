/**
 * One frame of the log, little endian; docs/format.md, section 4.
 *
 *     0 len u32 | 4 version u8 | 5 flags u8 | 6 kid u16 | 8 seq u64 | 16 durable u64
 *     24 ts u64 | 32 metaLen u32
 *     36 meta | payload | mac 32 | crc u32
 *
 * The MAC covers the 36 bytes in front of the frame and everything up to the MAC: one contiguous
 * range. The CRC covers the frame up to the CRC; it tells accident from intent and proves nothing.
 */
import { assert } from '@lighthouse/contract/errors';
import type { Mac } from '../mac.ts';
import { readU16, readU32, readU64, writeU16, writeU32, writeU64 } from './bytes.ts';
import { crcOf } from './crc.ts';
import {
  CRC_BYTES,
  FRAME_BYTES_MAX,
  FRAME_BYTES_MIN,
  FRAME_FIELDS_BYTES,
  FRAME_OVERHEAD_BYTES,
  MAC_BYTES,
  META_BYTES_MAX,
  META_BYTES_MIN,
  PAYLOAD_BYTES_MAX,
  TRAILER_BYTES,
} from './limits.ts';

export const FRAME_VERSION = 1;
/** The append goes on in the next frame. */
export const FLAG_MORE = 1;
/** Meta holds an agent's signature. */
export const FLAG_SIGNED = 2;
/** Written by the log or its server, not for an agent. */
export const FLAG_SYSTEM = 4;
export const FLAGS_ALL = FLAG_MORE | FLAG_SIGNED | FLAG_SYSTEM;

export interface FrameContent {
  readonly flags: number;
  readonly kid: number;
  readonly seq: number;
  readonly durable: number;
  readonly tsUs: number;
  /** JSON text or its UTF-8 bytes, within the limits of meta. */
  readonly meta: string | Uint8Array;
  readonly payload: Uint8Array;
}

/** What stands in front of a frame's meta, as it stands there: nothing about it is proven. */
export interface FrameFields {
  readonly len: number;
  readonly flags: number;
  readonly kid: number;
  readonly seq: number;
  readonly durable: number;
  readonly tsUs: number;
  readonly metaLen: number;
}

/** Gives the length of a frame with this much meta and payload. */
export function frameBytes(metaBytes: number, payloadBytes: number): number {
  return FRAME_OVERHEAD_BYTES + metaBytes + payloadBytes;
}

/**
 * Writes a frame at `offset` and returns where it ends. The 36 bytes in front of `offset` must be
 * those that it will follow in the file: the trailer of the frame before, or bytes [156, 192) of
 * the segment header. There must be room for it.
 */
export function encodeFrame(out: Buffer, offset: number, frame: FrameContent, mac: Mac): number {
  assert(offset >= TRAILER_BYTES, 'a frame is encoded behind the trailer that it chains to');
  return sealFrame(out, offset, writeContent(out, offset, frame), mac);
}

/** Writes all of a frame but its MAC and CRC; returns how long it will be with them. */
export function writeContent(out: Buffer, offset: number, frame: FrameContent): number {
  const metaStart = offset + FRAME_FIELDS_BYTES;
  const metaLen = writeMeta(out, metaStart, frame.meta);
  out.set(frame.payload, metaStart + metaLen);
  const len = frameBytes(metaLen, frame.payload.length);
  writeU32(out, offset, len);
  out[offset + 4] = FRAME_VERSION;
  out[offset + 5] = frame.flags;
  writeU16(out, offset + 6, frame.kid);
  writeU64(out, offset + 8, frame.seq);
  writeU64(out, offset + 16, frame.durable);
  writeU64(out, offset + 24, frame.tsUs);
  writeU32(out, offset + 32, metaLen);
  return len;
}

/** Writes MAC and CRC of the frame that stands at `offset`, and returns where it ends. */
export function sealFrame(out: Buffer, offset: number, len: number, mac: Mac): number {
  const end = offset + len;
  out.latin1Write(mac(out, offset - TRAILER_BYTES, len), end - TRAILER_BYTES, MAC_BYTES);
  writeU32(out, end - CRC_BYTES, crcOf(out, offset, end - CRC_BYTES));
  return end;
}

/**
 * Tells whether a frame may stand at `offset`, by its length and fixed fields alone (rule 4). `end`
 * is the end of the file in terms of the buffer, which need not hold more than the fields.
 */
export function hasFrameShape(bytes: Uint8Array, offset: number, end: number): boolean {
  if (end - offset < FRAME_BYTES_MIN) return false;
  const len = readU32(bytes, offset);
  if (len < FRAME_BYTES_MIN || len > FRAME_BYTES_MAX || len > end - offset) return false;
  if (bytes[offset + 4] !== FRAME_VERSION) return false;
  if (((bytes[offset + 5] ?? 0xff) & ~FLAGS_ALL) !== 0) return false;
  const metaLen = readU32(bytes, offset + 32);
  const payloadLen = len - FRAME_OVERHEAD_BYTES - metaLen;
  return (
    metaLen >= META_BYTES_MIN &&
    metaLen <= META_BYTES_MAX &&
    payloadLen >= 0 &&
    payloadLen <= PAYLOAD_BYTES_MAX
  );
}

/** Tells whether the frame of this length at `offset` has the CRC that its bytes have (rule 5). */
export function hasFrameCrc(bytes: Uint8Array, offset: number, len: number): boolean {
  const crcAt = offset + len - CRC_BYTES;
  return readU32(bytes, crcAt) === crcOf(bytes, offset, crcAt);
}

/**
 * Tells whether the frame's MAC is right over the 36 bytes that stand in front of it in the buffer
 * (rule 6).
 */
export function hasFrameMac(bytes: Buffer, offset: number, len: number, mac: Mac): boolean {
  const macAt = offset + len - TRAILER_BYTES;
  return bytes.latin1Slice(macAt, macAt + MAC_BYTES) === mac(bytes, offset - TRAILER_BYTES, len);
}

/**
 * The same over 36 other bytes than those that stand in front of the frame; the buffer is left as
 * it was.
 */
export function hasFrameMacBehind(
  frame: { readonly bytes: Buffer; readonly offset: number; readonly front: string },
  mac: Mac,
): boolean {
  const { bytes, offset, front } = frame;
  const inPlace = trailerBefore(bytes, offset);
  bytes.latin1Write(front, offset - TRAILER_BYTES, TRAILER_BYTES);
  const isRight = hasFrameMac(bytes, offset, frameLen(bytes, offset), mac);
  bytes.latin1Write(inPlace, offset - TRAILER_BYTES, TRAILER_BYTES);
  return isRight;
}

/** Reads the fixed fields; at least 36 bytes must be there. */
export function decodeFrameFields(bytes: Uint8Array, offset: number): FrameFields {
  return {
    len: readU32(bytes, offset),
    flags: bytes[offset + 5] ?? 0,
    kid: frameKid(bytes, offset),
    seq: frameSeq(bytes, offset),
    durable: frameDurable(bytes, offset),
    tsUs: frameTsUs(bytes, offset),
    metaLen: readU32(bytes, offset + 32),
  };
}

export function frameLen(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset);
}

export function frameFlags(bytes: Uint8Array, offset: number): number {
  return bytes[offset + 5] ?? 0;
}

export function frameKid(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + 6);
}

export function frameSeq(bytes: Uint8Array, offset: number): number {
  return readU64(bytes, offset + 8);
}

export function frameDurable(bytes: Uint8Array, offset: number): number {
  return readU64(bytes, offset + 16);
}

export function frameTsUs(bytes: Uint8Array, offset: number): number {
  return readU64(bytes, offset + 24);
}

export function frameMetaLen(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + 32);
}

/** Gives the 36 bytes that end at `end`, as latin1: what the next frame chains to. */
export function trailerBefore(bytes: Buffer, end: number): string {
  return bytes.latin1Slice(end - TRAILER_BYTES, end);
}

function writeMeta(out: Buffer, offset: number, meta: string | Uint8Array): number {
  if (typeof meta === 'string') return out.utf8Write(meta, offset, out.length - offset);
  out.set(meta, offset);
  return meta.length;
}
