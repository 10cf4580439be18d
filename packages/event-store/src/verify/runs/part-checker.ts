import { frameKid, frameLen, hasFrameShape } from '../../format/frame.ts';
import { FRAME_FIELDS_BYTES, TRAILER_BYTES } from '../../format/limits.ts';
import type { LogFile } from '../../fs/log-fs.ts';
import type { KeysOfLog } from '../../keys/keys-of-log.ts';
import type { CheckedPart } from './clean-run.ts';
import { FrameMacs } from './frame-macs.ts';
import type { NameHash } from './name-hash.ts';
import { RunBuilder } from './run-builder.ts';

/** What is read at once. Longer frames are judged one by one. */
export const CHUNK_BYTES = 262_144;
/** Read behind the end, for the frame that holds the byte in front of it. */
const OVERSHOOT_BYTES = 4096;

export interface PartOfSegment {
  readonly file: LogFile;
  /** How much of the file to look at. */
  readonly size: number;
  /** Where a frame begins, and where to stop: behind the frame that holds the last byte. */
  readonly start: number;
  readonly end: number;
  /** Look at no more frames than that. */
  readonly framesMax?: number;
}

/** Whose log it is. */
export interface PartKeys {
  readonly keys: KeysOfLog;
  readonly hash: NameHash;
}

/**
 * Looks at frames by the hundred: finds those that are as a writer leaves them, and leaves all
 * others to who asks. What it says of a frame never rests on a field that was not authenticated.
 */
class PartChecker {
  #keys: KeysOfLog;
  readonly #builder: RunBuilder;
  readonly #macs: FrameMacs;
  #framesLeft = 0;

  constructor({ keys, hash }: PartKeys) {
    this.#keys = keys;
    this.#macs = new FrameMacs(CHUNK_BYTES);
    this.#builder = new RunBuilder(hash, this.#macs.fast);
  }

  /** The next parts are of this log. */
  useKeys({ keys, hash }: PartKeys): void {
    this.#keys = keys;
    this.#builder.begin(hash);
  }

  /** Never throws on what the bytes say; throws what the file throws. */
  check({ file, size, start, end, framesMax = Infinity }: PartOfSegment): CheckedPart {
    const builder = this.#builder;
    const others: number[] = [];
    const { bytes } = this.#macs;
    // What an earlier check left behind when its file failed.
    builder.takeRuns();
    this.#framesLeft = framesMax;
    let position = start;
    while (position < end && this.#framesLeft > 0) {
      const base = position - TRAILER_BYTES;
      const length = Math.min(bytes.length, size - base, end - base + OVERSHOOT_BYTES);
      const filled = file.pread(bytes.subarray(0, length), base);
      const next = this.#checkChunk({ base, filled, size, end, length }, others);
      builder.detach();
      if (next === position) break;
      position = next;
    }
    return { start, end: position, runs: builder.takeRuns(), others };
  }

  /** Looks at the frames that stand whole in the chunk; gives where the next one begins. */
  #checkChunk(chunk: Chunk, others: number[]): number {
    const { base, filled } = chunk;
    const row = { last: chunk.end - base, filled, limit: chunk.size - base };
    let at = TRAILER_BYTES;
    for (;;) {
      const count = Math.min(this.#macs.scan({ at, ...row }), this.#framesLeft);
      if (count === 0) break;
      this.#checkRow(count, base, others);
      this.#framesLeft -= count;
      at = this.#macs.offsetOf(count - 1) + this.#macs.lengthOf(count - 1);
    }
    if (at > TRAILER_BYTES || !this.#isTooLong(chunk)) return base + at;
    // Longer than a chunk: one to be judged by itself, and the next one may be shorter.
    others.push(base + at);
    this.#builder.finish();
    return base + at + frameLen(this.#macs.bytes, at);
  }

  /** Tells whether a full chunk begins with the shape of a frame that reaches over its end. */
  #isTooLong({ base, filled, length, size, end }: Chunk): boolean {
    const at = TRAILER_BYTES;
    if (at >= end - base || at + FRAME_FIELDS_BYTES > filled || filled < length) return false;
    const { bytes } = this.#macs;
    return hasFrameShape(bytes, at, size - base) && at + frameLen(bytes, at) > filled;
  }

  /** Looks at the frames that were found in a row, which are under one key. */
  #checkRow(count: number, base: number, others: number[]): void {
    const macs = this.#macs;
    const { bytes } = macs;
    const builder = this.#builder;
    const key = this.#keys.get(frameKid(bytes, macs.offsetOf(0)))?.frameKey;
    if (key !== undefined) {
      macs.useKey(key);
      macs.check(count);
    }
    for (let index = 0; index < count; index++) {
      const at = macs.offsetOf(index);
      const isRight = key !== undefined && macs.isRight(index);
      if (isRight && builder.take(bytes, at, macs.lengthOf(index), base + at)) continue;
      builder.finish();
      others.push(base + at);
    }
  }
}

interface Chunk {
  /** Position in the file of the first byte, and how many bytes are there. */
  readonly base: number;
  readonly filled: number;
  /** How many were asked for. */
  readonly length: number;
  readonly size: number;
  readonly end: number;
}

/** One checker serves all logs of a thread: it keeps nothing from one call to the next. */
let checker: PartChecker | undefined;
let keysOfChecker: PartKeys | undefined;

/** Gives a checker for parts of this log, to be used at once. */
export function checkerFor(keys: PartKeys): PartChecker {
  checker ??= new PartChecker(keys);
  if (keysOfChecker !== keys) checker.useKeys(keys);
  keysOfChecker = keys;
  return checker;
}
