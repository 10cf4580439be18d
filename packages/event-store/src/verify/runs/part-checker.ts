import { frameKid, frameLen, hasFrameShape } from '../../format/frame.ts';
import { FRAME_BYTES_MIN, FRAME_FIELDS_BYTES, TRAILER_BYTES } from '../../format/limits.ts';
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
const CHUNK_FRAMES_MAX = Math.ceil(CHUNK_BYTES / FRAME_BYTES_MIN);

export interface PartOfSegment {
  readonly file: LogFile;
  /** How much of the file to look at. */
  readonly size: number;
  /** Where a frame begins, and where to stop: behind the frame that holds the last byte. */
  readonly start: number;
  readonly end: number;
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
  readonly #group = {
    count: 0,
    offsets: new Int32Array(CHUNK_FRAMES_MAX),
    lengths: new Int32Array(CHUNK_FRAMES_MAX),
    isRight: new Uint8Array(CHUNK_FRAMES_MAX),
  };

  constructor({ keys, hash }: PartKeys) {
    this.#keys = keys;
    this.#macs = new FrameMacs({ bytes: CHUNK_BYTES, frames: CHUNK_FRAMES_MAX });
    this.#builder = new RunBuilder(hash, this.#macs.meta);
  }

  /** The next parts are of this log. */
  useKeys({ keys, hash }: PartKeys): void {
    this.#keys = keys;
    this.#builder.begin(hash);
  }

  /** Never throws on what the bytes say; throws what the file throws. */
  check({ file, size, start, end }: PartOfSegment): CheckedPart {
    const builder = this.#builder;
    const others: number[] = [];
    const { bytes } = this.#macs;
    // What an earlier check left behind when its file failed.
    builder.takeRuns();
    let position = start;
    while (position < end) {
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
    const { bytes } = this.#macs;
    const group = this.#group;
    const limit = chunk.size - chunk.base;
    const last = chunk.end - chunk.base;
    let at = TRAILER_BYTES;
    let from = at;
    let kid = -1;
    group.count = 0;
    while (
      at < last &&
      at + FRAME_FIELDS_BYTES <= chunk.filled &&
      hasFrameShape(bytes, at, limit)
    ) {
      const len = frameLen(bytes, at);
      if (at + len > chunk.filled) {
        if (group.count > 0 || chunk.filled < chunk.length) break;
        // Longer than a chunk: one to be judged by itself, and the next one may be shorter.
        others.push(chunk.base + at);
        this.#builder.finish();
        return chunk.base + at + len;
      }
      if (frameKid(bytes, at) !== kid) {
        this.#checkGroup(kid, chunk.base, others);
        kid = frameKid(bytes, at);
      }
      group.offsets[group.count] = at;
      group.lengths[group.count] = len;
      group.count += 1;
      at += len;
      from = at;
    }
    this.#checkGroup(kid, chunk.base, others);
    return chunk.base + from;
  }

  /** Looks at frames in a row under one key. */
  #checkGroup(kid: number, base: number, others: number[]): void {
    const group = this.#group;
    if (group.count === 0) return;
    const key = this.#keys.get(kid)?.frameKey;
    group.isRight.fill(0, 0, group.count);
    if (key !== undefined) {
      this.#macs.useKey(key);
      this.#macs.check(group);
    }
    const { bytes } = this.#macs;
    const builder = this.#builder;
    for (let index = 0; index < group.count; index++) {
      const at = group.offsets[index] ?? 0;
      const len = group.lengths[index] ?? 0;
      if (group.isRight[index] === 1 && builder.take(bytes, at, len, base + at)) continue;
      builder.finish();
      others.push(base + at);
    }
    group.count = 0;
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
