/**
 * What the end of a log is: whole, torn by a crash, or cut by a hand; docs/format.md, sections 8
 * and 12.
 */
import { frameLen } from '../format/frame.ts';
import {
  FRAME_BYTES_MAX,
  FRAME_BYTES_MIN,
  FRAME_FIELDS_BYTES,
  SECTOR_BYTES,
} from '../format/limits.ts';
import { indexOfNonZero, isZeroRange } from '../format/bytes.ts';
import type { SegmentWindow } from '../segment-window.ts';
import { CHUNK_BYTES } from '../segment-window.ts';

/**
 * Tells whether a tail that begins at `start` looks like a write that a crash cut: by the end of
 * the file, or by the zeros up to it, or with a sector in it that never reached the disk.
 */
export function isTorn(window: SegmentWindow, start: number): boolean {
  const end = endOfContent(window, start);
  if (end - start < FRAME_FIELDS_BYTES) return true;
  if (!window.load(start, FRAME_FIELDS_BYTES)) return true;
  const len = frameLen(window.buffer, start - window.base);
  const isLength = len >= FRAME_BYTES_MIN && len <= FRAME_BYTES_MAX;
  return (isLength && start + len > end) || hasZeroSector(window, start, end);
}

/** Gives the offset behind the last byte that is not zero, or `start`. */
export function endOfContent(window: SegmentWindow, start: number): number {
  let end = start;
  for (let position = start; position < window.size;) {
    const length = Math.min(CHUNK_BYTES, window.size - position);
    if (!window.load(position, length)) break;
    const at = position - window.base;
    const last = lastNonZero(window.buffer, at, at + length);
    if (last !== undefined) end = window.base + last + 1;
    position += length;
  }
  return end;
}

function lastNonZero(bytes: Buffer, start: number, end: number): number | undefined {
  if (indexOfNonZero(bytes, start, end) === end) return undefined;
  let last = end - 1;
  while (bytes[last] === 0) last--;
  return last;
}

function hasZeroSector(window: SegmentWindow, start: number, end: number): boolean {
  for (let position = start; position < end;) {
    const next = Math.min(end, (Math.floor(position / SECTOR_BYTES) + 1) * SECTOR_BYTES);
    if (!window.load(position, next - position)) return true;
    if (isZeroRange(window.buffer, position - window.base, next - window.base)) return true;
    position = next;
  }
  return false;
}
