import { LighthouseError } from '@lighthouse/contract/errors';
import {
  frameKid,
  frameLen,
  frameSeq,
  hasFrameCrc,
  hasFrameMac,
  hasFrameShape,
} from '../format/frame.ts';
import { FRAME_BYTES_MAX, FRAME_FIELDS_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import { segmentName } from '../format/segment-name.ts';
import type { FileCache } from '../fs/file-cache.ts';
import { withLogCode } from '../io-error.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { FrameView } from './stored-event.ts';

/** A frame that must be there. */
export interface FramePlace {
  /** First sequence number of its segment. */
  readonly segFirst: number;
  readonly seq: number;
  /** Offset in the segment. */
  readonly offset: number;
}

/** Read at once when frames are read one after the other: little first, then more and more. */
const CHUNK_BYTES_AT_FIRST = 8192;
const CHUNK_BYTES_MAX = 131_072;
/** Read for a frame by itself. */
const SINGLE_BYTES = 2048;

/** Reads frames by their place, and checks every one: shape, sequence number, CRC, MAC. */
export class SegmentReader {
  readonly #log: { readonly dir: string; readonly files: FileCache; readonly keys: KeysOfLog };
  #single: Buffer = Buffer.allocUnsafe(SINGLE_BYTES);
  /** Memory of the last reading, when nobody reads with it. */
  #chunk: Buffer | undefined;
  /** Of the segment that was read last. */
  #path = { segFirst: 0, path: '' };

  constructor(log: { dir: string; files: FileCache; keys: KeysOfLog }) {
    this.#log = log;
  }

  /** Reads one frame; it is valid until the next one is read. Throws LH_LOG_DAMAGED or LH_IO. */
  frameAt(place: FramePlace): FrameView {
    let read = this.#pread(place, this.#single, place.offset);
    if (!isWhole(this.#single, TRAILER_BYTES, read)) {
      this.#single = largerFor(this.#single, place, read);
      read = this.#pread(place, this.#single, place.offset);
    }
    const view = {
      bytes: this.#single,
      offset: TRAILER_BYTES,
      len: frameLen(this.#single, TRAILER_BYTES),
    };
    this.#check(view, place);
    return view;
  }

  /**
   * Gives the frames of a segment from `first` up to `lastSeq`, which must all be there. Each is
   * valid until the next is asked for.
   */
  *framesFrom(first: FramePlace, lastSeq: number): Generator<FrameView> {
    let memory = this.#chunk ?? Buffer.allocUnsafe(CHUNK_BYTES_AT_FIRST);
    this.#chunk = undefined;
    let { seq, offset: position } = first;
    const { segFirst } = first;
    try {
      while (seq <= lastSeq) {
        const read = this.#pread(first, memory, position);
        let offset = TRAILER_BYTES;
        while (seq <= lastSeq && isWhole(memory, offset, read)) {
          const frame = { bytes: memory, offset, len: frameLen(memory, offset) };
          this.#check(frame, { segFirst, seq, offset: position });
          yield frame;
          offset += frame.len;
          position += frame.len;
          seq += 1;
        }
        const isProgress = offset > TRAILER_BYTES;
        if (isProgress && memory.length < CHUNK_BYTES_MAX)
          memory = Buffer.allocUnsafe(memory.length * 4);
        if (isProgress) continue;
        memory = largerFor(memory, { segFirst, seq, offset: position }, read);
      }
    } finally {
      this.#chunk ??= memory;
    }
  }

  /** Reads from the 36 bytes in front of a frame on. */
  #pread(place: FramePlace, memory: Buffer, offset: number): number {
    try {
      return this.#log.files.get(this.#pathOf(place)).pread(memory, offset - TRAILER_BYTES);
    } catch (error) {
      throw withLogCode(error, `read ${segmentName(place.segFirst)}`);
    }
  }

  #pathOf({ segFirst }: FramePlace): string {
    if (this.#path.segFirst !== segFirst)
      this.#path = { segFirst, path: `${this.#log.dir}/${segmentName(segFirst)}` };
    return this.#path.path;
  }

  #check(frame: FrameView, place: FramePlace): void {
    const { bytes, offset, len } = frame;
    if (!hasFrameShape(bytes, offset, offset + len) || frameSeq(bytes, offset) !== place.seq) {
      throw damagedAt(place);
    }
    const kid = frameKid(bytes, offset);
    const keys = this.#log.keys.get(kid);
    if (!hasFrameCrc(bytes, offset, len)) throw damagedAt(place);
    // Its key was erased when its epoch ended: the holder of the master key can verify it.
    if (keys === undefined && this.#log.keys.isErased(kid)) return;
    if (keys === undefined || !hasFrameMac(bytes, offset, len, keys.frameMac))
      throw damagedAt(place);
  }
}

function isWhole(memory: Buffer, offset: number, end: number): boolean {
  return end - offset >= FRAME_FIELDS_BYTES && frameLen(memory, offset) <= end - offset;
}

/**
 * Gives room for the frame that begins behind the first 36 bytes, or finds that it can't be one.
 */
function largerFor(memory: Buffer, place: FramePlace, read: number): Buffer {
  const len = read < TRAILER_BYTES + FRAME_FIELDS_BYTES ? 0 : frameLen(memory, TRAILER_BYTES);
  const needed = TRAILER_BYTES + len;
  if (needed <= memory.length || len > FRAME_BYTES_MAX) throw damagedAt(place);
  return Buffer.allocUnsafe(needed);
}

function damagedAt({ segFirst, seq, offset }: FramePlace): LighthouseError {
  return new LighthouseError('LH_LOG_DAMAGED', 'a stored event is damaged', {
    hint: 'run lh-verify on the log to see what happened',
    facts: { file: segmentName(segFirst), offset, seq },
  });
}
