import { LighthouseError } from '@lighthouse/contract';
import { frameSeq } from '../format/frame.ts';
import { segmentName } from '../format/segment-name.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { LogIndex } from '../index/log-index.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { ReadOptions, StoredEvent } from '../types.ts';
import { FrameReader } from './frame-reader.ts';
import { compileFilter, type EventFilter } from './event-filter.ts';
import { hasMore, metaOf, storedEventOf, type FrameView } from './stored-event.ts';

export interface LogReaderParts {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keys: KeysOfLog;
  readonly index: LogIndex;
}

/** Half-open range of sequence numbers, [first, end). */
interface SeqRange {
  readonly first: number;
  readonly end: number;
}

/** Frames that are read at once when going backwards. */
const BACKWARDS_FRAMES = 256;

/** Reads what is on stable storage; every frame is checked before any of it is given out. */
export class LogReader {
  readonly #parts: LogReaderParts;

  constructor(parts: LogReaderParts) {
    this.#parts = parts;
  }

  /** Gives the events that `options` ask for, of those up to `lastSeq`. */
  *read(options: ReadOptions, lastSeq: number): Generator<StoredEvent> {
    const filter = compileFilter(options);
    const range = {
      first: (options.after ?? 0) + 1,
      end: Math.min(options.before ?? Infinity, lastSeq + 1),
    };
    let left = options.limit ?? Infinity;
    const events =
      options.backwards === true ? this.#backwards(range, filter) : this.#forwards(range, filter);
    for (const event of events) {
      if (left <= 0) return;
      left -= 1;
      yield event;
    }
  }

  /** Gives the frames of the append that begins at `firstSeq`, in memory of their own. */
  readAppend(firstSeq: number, lastSeq: number): FrameView[] {
    const frames: FrameView[] = [];
    for (const frame of this.#frames({ first: firstSeq, end: lastSeq + 1 })) {
      const bytes = Buffer.from(frame.bytes.subarray(frame.offset, frame.offset + frame.len));
      frames.push({ bytes, offset: 0, len: frame.len });
      if (!hasMore(frame)) break;
    }
    return frames;
  }

  *#forwards(range: SeqRange, filter: EventFilter): Generator<StoredEvent> {
    for (const frame of this.#frames(range)) {
      const meta = metaOf(frame);
      if (meta === undefined) throw brokenMeta(frame);
      if (filter(frame, meta)) yield storedEventOf(frame, meta);
    }
  }

  *#backwards(range: SeqRange, filter: EventFilter): Generator<StoredEvent> {
    for (let { end } = range; end > range.first;) {
      const first = Math.max(range.first, end - BACKWARDS_FRAMES);
      yield* [...this.#forwards({ first, end }, filter)].toReversed();
      end = first;
    }
  }

  *#frames(range: SeqRange): Generator<FrameView> {
    let { first } = range;
    while (first < range.end) {
      const found = this.#parts.index.locate(first);
      if (found === undefined) throw notThere(first);
      const { segFirst, place } = found;
      const lastOfSegment = this.#parts.index.lastSeqOfSegment(segFirst) ?? Infinity;
      const last = Math.min(range.end - 1, lastOfSegment);
      const reader = new FrameReader(this.#parts, segFirst);
      try {
        for (const frame of reader.frames(place, last)) {
          if (frameSeq(frame.bytes, frame.offset) >= first) yield frame;
        }
      } finally {
        reader.close();
      }
      first = last + 1;
    }
  }
}

function brokenMeta(frame: FrameView): LighthouseError {
  return new LighthouseError('LH_LOG_DAMAGED', 'a stored event has a broken meta', {
    hint: 'run lh-verify on the log to see what happened',
    facts: { seq: frameSeq(frame.bytes, frame.offset) },
  });
}

function notThere(seq: number): LighthouseError {
  return new LighthouseError('LH_LOG_DAMAGED', 'a stored event is missing', {
    hint: 'run lh-verify on the log to see what happened',
    facts: { seq, near: segmentName(seq) },
  });
}
