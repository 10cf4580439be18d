/**
 * Walks the frames of one segment as they stand in the file: the one reader that verification,
 * recovery and reading share.
 *
 * It knows bytes, CRCs and MACs, and nothing of sequence numbers or of what came in other segments.
 * What it says of a frame, that it is authentic in place, is proven by the MAC over the 36 bytes in
 * front of it; what it says of damage is where it begins and ends, and which frames in it have a
 * right CRC.
 */
import type { LogFile } from './fs/log-fs.ts';
import {
  decodeFrameFields,
  frameKid,
  frameLen,
  frameSeq,
  hasFrameCrc,
  hasFrameMac,
  hasFrameMacBehind,
  hasFrameShape,
  trailerBefore,
  type FrameFields,
} from './format/frame.ts';
import { FRAME_BYTES_MIN, FRAME_FIELDS_BYTES, SEGMENT_HEADER_BYTES } from './format/limits.ts';
import { indexOfNonZero } from './format/bytes.ts';
import type { Mac } from './mac.ts';
import { RangeCrc } from './range-crc.ts';
import { CHUNK_BYTES, SegmentWindow } from './segment-window.ts';

/**
 * A frame within damage whose length, fields and CRC are right, though its MAC is not right where
 * it stands.
 */
export interface WholeFrame {
  readonly start: number;
  readonly end: number;
  readonly fields: FrameFields;
  /** Its last 36 bytes, as latin1. */
  readonly trailer: string;
  /** What ends right in front of it. */
  readonly front: 'header' | 'frame' | 'damage';
}

/** Bytes [start, end) of a segment that are not authentic in place. */
export interface Damage {
  readonly start: number;
  readonly end: number;
  /** In order of place, not overlapping; at most WHOLE_FRAMES_MAX. */
  readonly whole: readonly WholeFrame[];
}

export interface ScanSource {
  readonly file: LogFile;
  /** How much of the file to look at. */
  readonly size: number;
  /** The MAC of frames with this key number; undefined when there is no such key. */
  readonly frameMac: (kid: number) => Mac | undefined;
  /** Where to begin: the end of a frame, or behind the segment header (the default). */
  readonly from?: number;
  /** What the first frame behind the header may chain to, besides the bytes in front of it. */
  readonly firstFront?: string;
}

export const WHOLE_FRAMES_MAX = 65_536;

/**
 * Call `next` until it says `end`. Never throws on what the bytes say; throws what the file throws.
 *
 * After `frame`: the frame stands at `at` in `buffer`, at [position, end) in the file. After
 * `damage`: `damage` says where. After `end`: nothing but zeros follows `end`, or nothing at all.
 */
export class SegmentScanner {
  damage: Damage = { start: 0, end: 0, whole: [] };
  position: number;
  end: number;
  readonly #window: SegmentWindow;
  readonly #source: ScanSource;
  /** An authentic frame stands at `end`: found by the search that ended the last damage. */
  #isNextProven = false;
  #kid = -1;
  #mac: Mac | undefined;

  constructor(source: ScanSource) {
    this.#source = source;
    this.#window = new SegmentWindow(source.file, source.size);
    this.position = source.from ?? SEGMENT_HEADER_BYTES;
    this.end = this.position;
  }

  get file(): LogFile {
    return this.#source.file;
  }

  get buffer(): Buffer {
    return this.#window.buffer;
  }

  /** Where the frame stands in `buffer`. */
  get at(): number {
    return this.position - this.#window.base;
  }

  next(): 'frame' | 'damage' | 'end' {
    const start = this.end;
    if (this.#isNextProven || this.#isAuthentic(start)) {
      this.#isNextProven = false;
      this.position = start;
      this.end = start + this.#lenAt(start);
      return 'frame';
    }
    if (this.#isZeroToEnd(start)) return 'end';
    this.damage = this.#search(start);
    this.position = start;
    this.end = this.damage.end;
    return 'damage';
  }

  /** Goes on at `end`, where frames end that were proven by somebody else, from `end` on. */
  skipTo(end: number): void {
    this.position = this.end;
    this.end = end;
    this.#isNextProven = false;
  }

  /** Tells whether a frame stands at this position that passes rules 4, 5 and 6. */
  #isAuthentic(position: number): boolean {
    return this.#loadFrame(position) && this.#hasMac(position) && this.#hasCrc(position);
  }

  /**
   * Loads the whole frame at this position if its length and fields may be those of a frame (rule
   * 4).
   */
  #loadFrame(position: number): boolean {
    const window = this.#window;
    if (!window.load(position, FRAME_FIELDS_BYTES)) return false;
    const at = position - window.base;
    if (!hasFrameShape(window.buffer, at, window.size - window.base)) return false;
    return window.load(position, frameLen(window.buffer, at));
  }

  #hasMac(position: number): boolean {
    const { buffer, base } = this.#window;
    const at = position - base;
    const mac = this.#macOf(frameKid(buffer, at));
    if (mac === undefined) return false;
    if (hasFrameMac(buffer, at, frameLen(buffer, at), mac)) return true;
    const front = position === SEGMENT_HEADER_BYTES ? this.#source.firstFront : undefined;
    return front !== undefined && hasFrameMacBehind({ bytes: buffer, offset: at, front }, mac);
  }

  #macOf(kid: number): Mac | undefined {
    if (kid !== this.#kid) {
      this.#kid = kid;
      this.#mac = this.#source.frameMac(kid);
    }
    return this.#mac;
  }

  #hasCrc(position: number): boolean {
    const { buffer, base } = this.#window;
    return hasFrameCrc(buffer, position - base, this.#lenAt(position));
  }

  #lenAt(position: number): number {
    return frameLen(this.#window.buffer, position - this.#window.base);
  }

  #seqAt(position: number): number {
    return frameSeq(this.#window.buffer, position - this.#window.base);
  }

  #isZeroToEnd(start: number): boolean {
    const window = this.#window;
    for (let position = start; position < window.size;) {
      const length = Math.min(CHUNK_BYTES, window.size - position);
      if (!window.load(position, length)) return true;
      const at = position - window.base;
      if (indexOfNonZero(window.buffer, at, at + length) < at + length) return false;
      position += length;
    }
    return true;
  }

  /** Finds out where the damage that begins at `start` ends, and which whole frames are in it. */
  #search(start: number): Damage {
    const whole: WholeFrame[] = [];
    const alone = this.#endOfDamagedFrame(start);
    if (alone !== undefined) return { start, end: alone, whole };
    const crc = new RangeCrc(this.#window);
    let position = this.#nextShape(start);
    while (position !== undefined) {
      const len = this.#lenAt(position);
      if (!crc.hasFrameCrc(position, len)) {
        position = this.#nextShape(position + 1);
        continue;
      }
      if (position > start && this.#hasMac(position)) {
        this.#isNextProven = true;
        return { start, end: position, whole };
      }
      if (whole.length < WHOLE_FRAMES_MAX) whole.push(this.#wholeAt(position, start, whole.at(-1)));
      position = this.#nextShape(position + len);
    }
    // Zeros behind the last whole frame are the end of the segment, as they are behind an authentic
    // one.
    const end = whole.at(-1)?.end ?? start;
    return { start, end: this.#isZeroToEnd(end) ? end : this.#window.size, whole };
  }

  /**
   * Gives the end of the damaged frame at this position when its length can be trusted: the next
   * frame, by its sequence number too, stands behind it and is authentic. A damaged length may
   * reach over whole frames, to where another one begins.
   */
  #endOfDamagedFrame(position: number): number | undefined {
    if (!this.#loadFrame(position) || this.#hasCrc(position)) return undefined;
    const seq = this.#seqAt(position);
    const end = position + this.#lenAt(position);
    this.#isNextProven = this.#isAuthentic(end) && this.#seqAt(end) === seq + 1;
    return this.#isNextProven ? end : undefined;
  }

  /** Gives the first position from here on where a frame may stand, and loads it. */
  #nextShape(from: number): number | undefined {
    const window = this.#window;
    for (let position = from; window.load(position, FRAME_BYTES_MIN);) {
      const found = this.#nextShapeInWindow(position);
      if (found !== undefined && this.#loadFrame(found)) return found;
      position = (found ?? window.end - FRAME_BYTES_MIN) + 1;
    }
    return undefined;
  }

  #nextShapeInWindow(from: number): number | undefined {
    const { buffer, base, end, size } = this.#window;
    const last = end - base - FRAME_BYTES_MIN;
    for (let at = from - base; at <= last; at++) {
      // Zeros come in gigabytes: no frame has a length of zero.
      if (buffer[at + 4] !== 1) {
        if (buffer[at + 4] === 0)
          at = Math.min(indexOfNonZero(buffer, at + 4, last + 5), last + 5) - 5;
        continue;
      }
      if (hasFrameShape(buffer, at, size - base)) return base + at;
    }
    return undefined;
  }

  #wholeAt(position: number, start: number, before: WholeFrame | undefined): WholeFrame {
    const { buffer, base } = this.#window;
    const fields = decodeFrameFields(buffer, position - base);
    const end = position + fields.len;
    const isBehindWhole = before?.end === position;
    const isFirst = position === start;
    const front = isBehindWhole || isFirst ? 'frame' : 'damage';
    return {
      start: position,
      end,
      fields,
      trailer: trailerBefore(buffer, end - base),
      front: isFirst && position === SEGMENT_HEADER_BYTES ? 'header' : front,
    };
  }
}
