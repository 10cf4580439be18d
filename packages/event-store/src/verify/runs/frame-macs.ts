/**
 * MACs and CRCs of many frames at once: by createLanes where the machine has vectors for it, by the
 * same functions as everywhere else where it has not.
 */
import type { KeyObject } from 'node:crypto';
import { bufferOver, readU32 } from '../../format/bytes.ts';
import { hasFrameCrc, hasFrameMac } from '../../format/frame.ts';
import { CRC_BYTES, TRAILER_BYTES } from '../../format/limits.ts';
import { createMac, padsOf, type Mac } from '../../mac.ts';
import { FastMeta } from './fast-meta.ts';
import { createLanes, LANES, LANES_DATA_AT, LANES_OVERREAD_BYTES } from './sha256-lanes.ts';

const PAGE_BYTES = 65_536;
const PAD_BYTES = 64;
/** With fewer messages the lanes that stay empty cost more than the others save. */
const LANES_COUNT_MIN = 4;

type Lanes = ReturnType<typeof createLanes>;

/** Looks at frames in `bytes`, group by group; what is filled in there is left as it is. */
export class FrameMacs {
  /** Where to put the frames, each with the 36 bytes in front of it. */
  readonly bytes: Buffer;
  /** Reads meta there; not where the machine has no vectors. */
  readonly meta: FastMeta | undefined;
  readonly #lanes: Lanes | undefined;
  readonly #memory: Uint8Array;
  #key: KeyObject | undefined;
  #mac: Mac | undefined;
  /** Scratch for sorting: first frame of each length class, then order. */
  readonly #order: Int32Array;
  readonly #counts = new Int32Array(COUNTED_BLOCKS + 2);

  /** Room for so many bytes, and so many frames in one group. */
  constructor(room: { readonly bytes: number; readonly frames: number }, hasLanes = true) {
    const memoryBytes = LANES_DATA_AT + 2 * PAD_BYTES + room.bytes + LANES_OVERREAD_BYTES;
    const made = hasLanes ? makeLanes(memoryBytes) : undefined;
    this.#lanes = made?.lanes;
    this.#memory = made?.memory ?? new Uint8Array(memoryBytes);
    const at = LANES_DATA_AT + 2 * PAD_BYTES;
    this.bytes = bufferOver(this.#memory.subarray(at, at + room.bytes));
    this.#order = new Int32Array(room.frames);
    this.meta = made && new FastMeta(made.lanes, this.#memory, this.bytes.byteOffset);
  }

  /** Frames are authenticated with this key from here on. */
  useKey(key: KeyObject): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#mac = undefined;
    if (this.#lanes === undefined) return;
    const { inner, outer } = padsOf(key);
    this.#memory.set(inner.subarray(0, PAD_BYTES), LANES_DATA_AT);
    this.#memory.set(outer.subarray(0, PAD_BYTES), LANES_DATA_AT + PAD_BYTES);
    this.#lanes.setKey(LANES_DATA_AT, LANES_DATA_AT + PAD_BYTES);
    this.#memory.fill(0, LANES_DATA_AT, LANES_DATA_AT + 2 * PAD_BYTES);
  }

  /**
   * Looks at `count` frames, which begin at these offsets of `bytes` and have these lengths: sets
   * `isRight` to 1 where MAC and CRC are right, to 0 where not.
   */
  check(frames: FrameGroup): void {
    if (this.#lanes !== undefined && frames.count >= LANES_COUNT_MIN)
      this.#checkByFour(this.#lanes, frames);
    else this.#checkOneByOne(frames);
  }

  #checkOneByOne({ count, offsets, lengths, isRight }: FrameGroup): void {
    if (this.#key === undefined) return;
    const mac = (this.#mac ??= createMac(this.#key));
    for (let index = 0; index < count; index++) {
      const [at, len] = [offsets[index] ?? 0, lengths[index] ?? 0];
      isRight[index] = Number(
        hasFrameMac(this.bytes, at, len, mac) && hasFrameCrc(this.bytes, at, len),
      );
    }
  }

  #checkByFour(lanes: Lanes, { count, offsets, lengths, isRight }: FrameGroup): void {
    const order = this.#sorted(count, lengths);
    const from = this.bytes.byteOffset - this.#memory.byteOffset - TRAILER_BYTES;
    for (let first = 0; first < count; first += LANES) {
      // The last group is filled up with its last frame.
      const a = order[first] ?? 0;
      const b = order[Math.min(first + 1, count - 1)] ?? 0;
      const c = order[Math.min(first + 2, count - 1)] ?? 0;
      const d = order[Math.min(first + 3, count - 1)] ?? 0;
      const bits = lanes.check(
        from + (offsets[a] ?? 0),
        lengths[a] ?? 0,
        from + (offsets[b] ?? 0),
        lengths[b] ?? 0,
        from + (offsets[c] ?? 0),
        lengths[c] ?? 0,
        from + (offsets[d] ?? 0),
        lengths[d] ?? 0,
      );
      isRight[a] = bits & 1;
      isRight[b] = (bits >>> 1) & 1;
      isRight[c] = (bits >>> 2) & 1;
      isRight[d] = (bits >>> 3) & 1;
    }
    const start = this.bytes.byteOffset - this.#memory.byteOffset;
    for (let index = 0; index < count; index++) {
      const at = offsets[index] ?? 0;
      const crcBytes = (lengths[index] ?? 0) - CRC_BYTES;
      const crc = lanes.crc32(start + at, crcBytes) >>> 0;
      if (crc !== readU32(this.bytes, at + crcBytes)) isRight[index] = 0;
    }
  }

  /** Brings frames in order of how many blocks they have: a group takes as long as its longest. */
  #sorted(count: number, lengths: Int32Array): Int32Array {
    const counts = this.#counts.fill(0);
    for (let index = 0; index < count; index++) {
      const place = blocksOf(lengths[index] ?? 0) + 1;
      counts[place] = (counts[place] ?? 0) + 1;
    }
    for (let blocks = 1; blocks < counts.length; blocks++)
      counts[blocks] = (counts[blocks] ?? 0) + (counts[blocks - 1] ?? 0);
    for (let index = 0; index < count; index++) {
      const blocks = blocksOf(lengths[index] ?? 0);
      const place = counts[blocks] ?? 0;
      counts[blocks] = place + 1;
      this.#order[place] = index;
    }
    return this.#order;
  }
}

/** Frames to look at, in arrays that are used again and again. */
export interface FrameGroup {
  count: number;
  readonly offsets: Int32Array;
  readonly lengths: Int32Array;
  readonly isRight: Uint8Array;
}

/** Longer ones are not told apart. */
const COUNTED_BLOCKS = 512;

function blocksOf(length: number): number {
  return Math.min((length + 8) >>> 6, COUNTED_BLOCKS);
}

function makeLanes(bytes: number): { lanes: Lanes; memory: Uint8Array } | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    return { lanes: createLanes(memory), memory: new Uint8Array(memory.buffer) };
  } catch {
    // No vectors, or no room for the address space that such a memory reserves.
    return undefined;
  }
}
