import { assert } from '@lighthouse/contract/errors';
import { frameBytes, trailerBefore, type FrameContent } from '../format/frame.ts';
import { MAC_BYTES, META_BYTES_MAX, TRAILER_BYTES } from '../format/limits.ts';
import type { LogKeys } from '../keys/log-keys.ts';
import type { AppendResult } from '../types.ts';

/** A frame whose place and key the batch decides. */
export type BatchFrame = Omit<FrameContent, 'seq' | 'durable' | 'kid'>;

/** Who waits for an append, and what it will be told. */
export interface Waiter {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
  /** What the append puts in force for all that comes behind it. */
  readonly keysAfter?: LogKeys;
}

/** One append within a batch. */
export interface BatchEntry {
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** MAC of the last frame, base64. */
  readonly mac: string;
  readonly waiters: Waiter[];
}

/** Where a batch begins in the log. */
export interface BatchStart {
  readonly seq: number;
  /** 36 bytes as latin1. */
  readonly trailer: string;
  /** In force behind that seq. */
  readonly keys: LogKeys;
}

const BYTES_AT_FIRST = 8192;
/** A buffer that grew beyond this for one batch is not kept for the next. */
const BYTES_KEPT_MAX = 8_388_608;

/**
 * Appends that will be written together, framed and authenticated as they come in. All frames of a
 * batch testify to the seq in front of it: it is written only when that is on stable storage.
 */
export class Batch {
  readonly entries: BatchEntry[] = [];
  readonly #start: BatchStart;
  #buffer: Buffer;
  #end = TRAILER_BYTES;
  #seq: number;
  #keys: LogKeys;

  /** `memory` of a batch that is done may be used again. */
  constructor(start: BatchStart, memory?: Buffer) {
    this.#start = start;
    this.#seq = start.seq;
    this.#keys = start.keys;
    this.#buffer =
      memory === undefined || memory.length > BYTES_KEPT_MAX
        ? Buffer.allocUnsafe(BYTES_AT_FIRST)
        : memory;
    this.#buffer.latin1Write(start.trailer, 0, TRAILER_BYTES);
  }

  /** The last seq in front of the batch. */
  get startSeq(): number {
    return this.#start.seq;
  }

  get lastSeq(): number {
    return this.#seq;
  }

  get byteCount(): number {
    return this.#end - TRAILER_BYTES;
  }

  /** Where the next frame goes within `chained`. */
  get end(): number {
    return this.#end;
  }

  /** The frames, as they will stand in the segment. */
  get bytes(): Buffer {
    return this.#buffer.subarray(TRAILER_BYTES, this.#end);
  }

  /** The frames with the 36 bytes in front of them. */
  get chained(): Buffer {
    return this.#buffer.subarray(0, this.#end);
  }

  get memory(): Buffer {
    return this.#buffer;
  }

  /** Where the batch after this one begins. */
  next(): BatchStart {
    const trailer = trailerBefore(this.#buffer, this.#end);
    return { seq: this.#seq, trailer, keys: this.#keys };
  }

  get keys(): LogKeys {
    return this.#keys;
  }

  /** From here on frames are under these keys: the frame before says so. */
  useKeys(keys: LogKeys): void {
    this.#keys = keys;
  }

  /** Adds one frame; returns its offset within `chained`. */
  addFrame(frame: BatchFrame): number {
    const offset = this.#end;
    this.#makeRoom(frameBytes(META_BYTES_MAX, frame.payload.length));
    const { flags, tsUs, meta, payload } = frame;
    const { kid, frameRoom } = this.#keys;
    const seq = this.#seq + 1;
    const content = { flags, kid, seq, durable: this.#start.seq, tsUs, meta, payload };
    this.#end = frameRoom.encode(this.#buffer, offset, content);
    this.#seq += 1;
    return offset;
  }

  /** Makes an append of the last `frameCount` frames. */
  addEntry(frameCount: number, waiter: Waiter): BatchEntry {
    assert(frameCount > 0, 'an append has a frame');
    const macAt = this.#end - TRAILER_BYTES;
    const entry = {
      firstSeq: this.#seq - frameCount + 1,
      lastSeq: this.#seq,
      mac: this.#buffer.base64Slice(macAt, macAt + MAC_BYTES),
      waiters: [waiter],
    };
    this.entries.push(entry);
    return entry;
  }

  #makeRoom(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#end);
    this.#buffer = grown;
  }
}
