import type { LogFile } from './fs/log-fs.ts';

/** What is read at once. */
export const CHUNK_BYTES = 262_144;
/**
 * Kept in front of the place asked for: the trailer that a frame chains to, and what a CRC is
 * continued from.
 */
export const LOOK_BACK_BYTES = 128;

/**
 * A view of a file that moves forwards. It holds one chunk, or as much as one frame needs: never
 * more than the file has, whatever a length field claims.
 */
export class SegmentWindow {
  /** Holds the file's bytes from `base` on; replaced when a longer one is needed. */
  buffer: Buffer;
  /** Position in the file of the first byte of the buffer. */
  base = 0;
  readonly size: number;
  readonly #file: LogFile;
  #filled = 0;

  constructor(file: LogFile, size: number) {
    this.#file = file;
    this.size = size;
    this.buffer = Buffer.allocUnsafe(Math.min(size, CHUNK_BYTES));
  }

  /** Position in the file behind the last byte in the buffer. */
  get end(): number {
    return this.base + this.#filled;
  }

  /**
   * Makes bytes [position, position + length) of the file present, with up to LOOK_BACK_BYTES in
   * front of them, and tells whether they are: false when the file ends before (or has become
   * shorter).
   */
  load(position: number, length: number): boolean {
    const end = position + length;
    if (end > this.size) return false;
    if (end > this.end || position < this.base) this.#move(position, end);
    return end <= this.end;
  }

  #move(position: number, end: number): void {
    const base = Math.max(0, position - LOOK_BACK_BYTES);
    const capacity = Math.min(this.size - base, Math.max(end - base, CHUNK_BYTES));
    const isKept = base >= this.base && base <= this.end;
    const kept = isKept ? this.buffer.subarray(base - this.base, this.#filled) : Buffer.alloc(0);
    const target = capacity <= this.buffer.length ? this.buffer : Buffer.allocUnsafe(capacity);
    target.set(kept);
    const rest = target.subarray(kept.length, Math.min(target.length, this.size - base));
    const count = this.#file.pread(rest, base + kept.length);
    this.buffer = target;
    this.base = base;
    this.#filled = kept.length + count;
  }
}
