/**
 * Frames in a row, their MACs and CRCs, many at once: by createLanes where the machine has vectors
 * for it, by the same functions as everywhere else where it has not.
 */
import type { KeyObject } from 'node:crypto';
import { bufferOver } from '../../format/bytes.ts';
import { crcOf } from '../../format/crc.ts';
import { frameKid, frameLen, hasFrameCrc, hasFrameMac, hasFrameShape } from '../../format/frame.ts';
import { FRAME_FIELDS_BYTES } from '../../format/limits.ts';
import { createMac, padsOf, type Mac } from '../../mac.ts';
import { FastFrame } from './fast-frame.ts';
import { CRC_RESIDUE, FRAMES_AT, FRAMES_MAX, LENGTHS_AT, RIGHT_AT } from './frame-code.ts';
import { createLanes, LANES_DATA_AT, LANES_OVERREAD_BYTES } from './sha256-lanes.ts';

const PAGE_BYTES = 65_536;
const PAD_BYTES = 64;
/** With fewer messages the lanes that stay empty cost more than the others save. */
const LANES_COUNT_MIN = 4;
/** No frame is that long: where a file ends behind it makes no difference. */
const LIMIT_MAX = 0x3fff_ffff;

type Lanes = ReturnType<typeof createLanes>;

/** Where to look for frames in a row. */
export interface FrameRow {
  readonly at: number;
  /** Frames that begin here or behind it are not asked for. */
  readonly last: number;
  /** Behind the bytes that are there, and where the file ends, which may be farther. */
  readonly filled: number;
  readonly limit: number;
}

/**
 * Looks at frames in `bytes`, row by row: those that `scan` found are known by their index until it
 * is called again. What is filled in there is left as it is.
 */
export class FrameMacs {
  /** Where to put the frames, each with the 36 bytes in front of it. */
  readonly bytes: Buffer;
  /** Reads frames there; not where the machine has no vectors. */
  readonly fast: FastFrame | undefined;
  readonly #lanes: Lanes | undefined;
  readonly #memory: Uint8Array;
  /** Where `bytes` begins in the memory. */
  readonly #from = LANES_DATA_AT + 2 * PAD_BYTES;
  readonly #places: Int32Array;
  readonly #lengths: Int32Array;
  readonly #isMacRight: Uint8Array;
  #areCrcsRight = false;
  #key: KeyObject | undefined;
  #mac: Mac | undefined;

  /** Room for so many bytes. */
  constructor(roomBytes: number, hasLanes = true) {
    const memoryBytes = this.#from + roomBytes + LANES_OVERREAD_BYTES;
    const made = hasLanes ? makeLanes(memoryBytes) : undefined;
    const buffer = made?.memory.buffer ?? new ArrayBuffer(memoryBytes);
    this.#lanes = made?.lanes;
    this.#memory = new Uint8Array(buffer);
    this.bytes = bufferOver(this.#memory.subarray(this.#from, this.#from + roomBytes));
    this.#places = new Int32Array(buffer, FRAMES_AT, FRAMES_MAX);
    this.#lengths = new Int32Array(buffer, LENGTHS_AT, FRAMES_MAX);
    this.#isMacRight = new Uint8Array(buffer, RIGHT_AT, FRAMES_MAX);
    this.fast = made && new FastFrame(made.lanes, this.#memory, this.#from);
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
   * Finds the frames that stand whole in a row, one behind the other, under one key and each with
   * the shape of a frame; gives how many.
   */
  scan({ at, last, filled, limit }: FrameRow): number {
    const from = this.#from;
    const end = Math.min(limit, LIMIT_MAX);
    return this.#lanes === undefined
      ? this.#scanOneByOne({ at, last, filled, limit: end })
      : this.#lanes.scanFrames(from + at, from + last, from + filled, from + end);
  }

  offsetOf(index: number): number {
    return (this.#places[index] ?? 0) - this.#from;
  }

  lengthOf(index: number): number {
    return this.#lengths[index] ?? 0;
  }

  /** Checks the first `count` frames that were found; at least one. */
  check(count: number): void {
    this.#areCrcsRight = this.#hasRightCrcs(count);
    if (this.#lanes !== undefined && count >= LANES_COUNT_MIN) this.#lanes.checkFrames(count);
    else this.#checkOneByOne(count);
  }

  /** Tells whether MAC and CRC are right, of a frame that was checked. */
  isRight(index: number): boolean {
    if (this.#isMacRight[index] !== 1) return false;
    return (
      this.#areCrcsRight || hasFrameCrc(this.bytes, this.offsetOf(index), this.lengthOf(index))
    );
  }

  #scanOneByOne({ at: start, last, filled, limit }: FrameRow): number {
    const { bytes } = this;
    let count = 0;
    for (let at = start; at < last && at + FRAME_FIELDS_BYTES <= filled;) {
      if (count === FRAMES_MAX || !hasFrameShape(bytes, at, limit)) break;
      const len = frameLen(bytes, at);
      if (at + len > filled || frameKid(bytes, at) !== frameKid(bytes, start)) break;
      this.#places[count] = this.#from + at;
      this.#lengths[count] = len;
      count += 1;
      at += len;
    }
    return count;
  }

  /**
   * Tells whether all CRCs are right, by one CRC over all frames: of a frame with the right one the
   * CRC is always the same, and what follows goes on from there as if from the beginning, once the
   * difference is taken out of its first four bytes. If one CRC is wrong, the result is; if several
   * are, it is but for one time in 2^32, unless who has the key wrote them for it not to be: the
   * MAC of each frame covers the CRC in front of it.
   */
  #hasRightCrcs(count: number): boolean {
    const start = this.offsetOf(0);
    const end = this.offsetOf(count - 1) + this.lengthOf(count - 1);
    if (this.#lanes === undefined) return false;
    this.#lanes.maskFrames(count);
    const crc = crcOf(this.bytes, start, end);
    this.#lanes.maskFrames(count);
    return crc === CRC_RESIDUE;
  }

  #checkOneByOne(count: number): void {
    if (this.#key === undefined) return;
    const mac = (this.#mac ??= createMac(this.#key));
    for (let index = 0; index < count; index++) {
      const isRight = hasFrameMac(this.bytes, this.offsetOf(index), this.lengthOf(index), mac);
      this.#isMacRight[index] = Number(isRight);
    }
  }
}

function makeLanes(bytes: number): { lanes: Lanes; memory: WebAssembly.Memory } | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    return { lanes: createLanes(memory), memory };
  } catch {
    // No vectors, or no room for the address space that such a memory reserves.
    return undefined;
  }
}
