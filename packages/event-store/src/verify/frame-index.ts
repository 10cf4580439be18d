import { frameLen, frameSeq, frameTsUs, hasFrameShape, trailerBefore } from '../format/frame.ts';
import { FRAME_FIELDS_BYTES } from '../format/limits.ts';
import type { LogFile, LogFs } from '../fs/log-fs.ts';
import { SegmentWindow } from '../segment-window.ts';
import type { FrameCursor } from './frame-report.ts';
import type { Segment } from './segments.ts';

/** A frame that was accepted, found again. */
export interface FoundFrame {
  readonly segment: Segment;
  readonly start: number;
  readonly end: number;
  /** Its last 36 bytes, as latin1. */
  readonly trailer: string;
  readonly tsUs: number;
}

/** Frames in a row, of which only the first is known by place. */
interface Entry {
  readonly seq: number;
  /** Behind the last of the row. */
  endSeq: number;
  readonly segment: Segment;
  readonly position: number;
}

/** Entries are so far apart in a small log, farther in a large one. */
const STRIDE_BYTES_MIN = 65_536;
const ENTRIES_MAX = 262_144;

/**
 * Where accepted frames are, sparsely: an entry for each stretch of bytes and after each break of
 * the sequence. The frames between two entries are found by walking their lengths, which were
 * proven.
 */
export class FrameIndex {
  readonly #strideBytes: number;
  readonly #entries: Entry[] = [];
  #last: Entry | undefined;
  /** Where the row ends, and from where on a new one begins anyway. */
  #end = 0;
  #stride = 0;

  constructor(logBytes: number) {
    this.#strideBytes = Math.max(STRIDE_BYTES_MIN, Math.ceil(logBytes / ENTRIES_MAX));
  }

  /** Takes note of accepted frames in a row, `endSeq` behind the last; they come in order. */
  note(segment: Segment, { seq, endSeq, position, end }: FramesInRow): void {
    const last = this.#last;
    const isBehind = last?.segment === segment && last.endSeq === seq && position === this.#end;
    this.#end = end;
    if (isBehind && position < this.#stride) {
      last.endSeq = endSeq;
      return;
    }
    this.#last = { seq, endSeq, segment, position };
    this.#entries.push(this.#last);
    this.#stride = position + this.#strideBytes;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Gives the entries from the one on whose row holds `seq`. */
  *from(seq: number): Generator<Entry> {
    for (let at = Math.max(0, this.#behind(seq) - 1); at < this.#entries.length; at++) {
      const entry = this.#entries[at];
      if (entry !== undefined) yield entry;
    }
  }

  /** Gives the entry whose row holds `seq`. */
  near(seq: number): Entry | undefined {
    const entry = this.#entries[this.#behind(seq) - 1];
    return entry !== undefined && seq < entry.endSeq ? entry : undefined;
  }

  /** Gives the index of the first entry that begins behind `seq`. */
  #behind(seq: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.seq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Where accepted frames in a row stand, and their sequence numbers. */
interface FramesInRow {
  readonly seq: number;
  readonly endSeq: number;
  readonly position: number;
  readonly end: number;
}

/** A frame that was accepted, shown again: valid until the next is asked for. */
export interface AcceptedFrame extends FrameCursor {
  readonly seq: number;
  readonly segment: Segment;
}

/** Finds accepted frames again by reading the files. Keeps one file open: close it in the end. */
export class FrameFinder {
  readonly #log: { readonly fs: LogFs; readonly dir: string };
  readonly #index: FrameIndex;
  #segment: Segment | undefined;
  #file: LogFile | undefined;
  #window: SegmentWindow | undefined;
  /** Where the last walk ended, for the next that goes on from there. */
  #last: Entry | undefined;

  constructor(log: { readonly fs: LogFs; readonly dir: string }, index: FrameIndex) {
    this.#log = log;
    this.#index = index;
  }

  /** Gives the accepted frame with this sequence number, if there is one. */
  find(seq: number): FoundFrame | undefined {
    const entry = this.#index.near(seq);
    if (entry === undefined) return undefined;
    const last = this.#last;
    const isLastNearer = last?.endSeq === entry.endSeq && last.seq <= seq;
    return this.#walk(isLastNearer ? last : entry, seq);
  }

  /** Shows all accepted frames, in order. */
  all(): Generator<AcceptedFrame> {
    return this.#show(this.#index.entries);
  }

  /** Shows those of them that have sequence numbers [first, last]. */
  *between(first: number, last: number): Generator<AcceptedFrame> {
    for (const frame of this.#show(this.#index.from(first))) {
      if (frame.seq > last) return;
      if (frame.seq >= first) yield frame;
    }
  }

  *#show(entries: Iterable<Entry>): Generator<AcceptedFrame> {
    for (const { segment, seq: first, endSeq, position: start } of entries) {
      const window = this.windowOf(segment);
      for (let seq = first, position = start; seq < endSeq; seq++) {
        if (!window.load(position, FRAME_FIELDS_BYTES)) return;
        const len = frameLen(window.buffer, position - window.base);
        if (!window.load(position, len)) return;
        const end = position + len;
        yield { buffer: window.buffer, at: position - window.base, position, end, seq, segment };
        position = end;
      }
    }
  }

  /** Gives a window on a segment, which stays open until another is asked for. */
  windowOf(segment: Segment): SegmentWindow {
    if (this.#window !== undefined && this.#segment === segment) return this.#window;
    this.close();
    this.#file = this.#log.fs.open(`${this.#log.dir}/${segment.name}`, 'read');
    this.#segment = segment;
    this.#window = new SegmentWindow(this.#file, segment.size);
    return this.#window;
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#window = undefined;
    this.#segment = undefined;
  }

  #walk(from: Entry, seq: number): FoundFrame | undefined {
    const { segment, endSeq } = from;
    const window = this.windowOf(segment);
    let { seq: current, position } = from;
    for (;;) {
      if (!window.load(position, FRAME_FIELDS_BYTES)) return undefined;
      const at = position - window.base;
      if (!hasFrameShape(window.buffer, at, segment.size - window.base)) return undefined;
      if (frameSeq(window.buffer, at) !== current) return undefined;
      const end = position + frameLen(window.buffer, at);
      if (current === seq) {
        this.#last = { seq, endSeq, segment, position };
        if (!window.load(position, end - position)) return undefined;
        const trailer = trailerBefore(window.buffer, end - window.base);
        const tsUs = frameTsUs(window.buffer, position - window.base);
        return { segment, start: position, end, trailer, tsUs };
      }
      current += 1;
      position = end;
    }
  }
}
