import { frameTsUs } from '../format/frame.ts';
import type { NameKind } from '../index/frame-record.ts';
import type { LogIndex, SeqRange } from '../index/log-index.ts';
import type { ReadOptions, StoredEvent } from '../types.ts';
import { compileFilter, type EventFilter } from './event-filter.ts';
import type { FramePlace, SegmentReader } from './segment-reader.ts';
import { hasMore, requiredMetaOf, storedEventOf, type FrameView } from './stored-event.ts';

/** Frames that are read at once when all are read backwards. */
const BACKWARDS_FRAMES = 256;
/** Above one in so many, reading all events of a segment is cheaper than reading each by itself. */
const SPARSE_SHARE = 8;

/** What is asked for, once it is known how to find it. */
interface Query {
  readonly filter: EventFilter;
  readonly isBackwards: boolean;
  /** A name that all events have, for which there are lists. */
  readonly name: { readonly kind: NameKind; readonly name: string } | undefined;
}

/** Reads what is on stable storage; every frame is checked before any of it is given out. */
export class LogReader {
  readonly #index: LogIndex;
  readonly #segments: SegmentReader;

  constructor(parts: { readonly index: LogIndex; readonly segments: SegmentReader }) {
    this.#index = parts.index;
    this.#segments = parts.segments;
  }

  /** Gives the events that `options` ask for, of those up to `lastSeq`. */
  *read(options: ReadOptions, lastSeq: number): Generator<StoredEvent> {
    const query = {
      filter: compileFilter(options),
      isBackwards: options.backwards === true,
      name: mostTelling(options),
    };
    let left = options.limit ?? Infinity;
    if (left === 0) return;
    for (const range of this.#segmentRanges(this.#rangeOf(options, lastSeq), query.isBackwards)) {
      for (const event of this.#readSegment(range, query)) {
        yield event;
        left -= 1;
        if (left <= 0) return;
      }
    }
  }

  /** Gives the frames of the append that begins at `firstSeq`, in memory of their own. */
  readAppend(firstSeq: number): FrameView[] {
    const frames: FrameView[] = [];
    const { lastSeq } = this.#index.segmentOf(firstSeq);
    for (const frame of this.#segments.framesFrom(this.#index.placeOf(firstSeq), lastSeq)) {
      const bytes = Buffer.from(frame.bytes.subarray(frame.offset, frame.offset + frame.len));
      frames.push({ bytes, offset: 0, len: frame.len });
      if (!hasMore(frame)) break;
    }
    return frames;
  }

  #rangeOf(options: ReadOptions, lastSeq: number): SeqRange {
    const { after = 0, before = Infinity, fromUs, untilUs } = options;
    let range = {
      first: Math.max(after + 1, this.#index.firstSeq),
      end: Math.min(before, lastSeq + 1),
    };
    // Times only grow with sequence numbers.
    if (fromUs !== undefined) range = { ...range, first: this.#firstFrom(fromUs, range) };
    if (untilUs !== undefined) range = { ...range, end: this.#firstFrom(untilUs, range) };
    return range;
  }

  /** The first event of the range that is not before a time; its end when there is none. */
  #firstFrom(tsUs: number, range: SeqRange): number {
    let { first: low, end: high } = range;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const frame = this.#segments.frameAt(this.#index.placeOf(middle));
      if (frameTsUs(frame.bytes, frame.offset) < tsUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Cuts the range into those of single segments. */
  *#segmentRanges(range: SeqRange, isBackwards: boolean): Generator<SeqRange> {
    let { first, end } = range;
    while (first < end) {
      const segment = this.#index.segmentOf(isBackwards ? end - 1 : first);
      const part = {
        first: Math.max(first, segment.firstSeq),
        end: Math.min(end, segment.lastSeq + 1),
      };
      yield part;
      if (isBackwards) end = part.first;
      else first = part.end;
    }
  }

  #readSegment(range: SeqRange, query: Query): Generator<StoredEvent> {
    if (query.name !== undefined) {
      const countMax = (range.end - range.first) / SPARSE_SHARE;
      const places = this.#index.placesNamed(query.name, range, countMax);
      if (places !== undefined) return this.#readEach(places, query);
    }
    return query.isBackwards ? this.#readBackwards(range, query) : this.#readAll(range, query);
  }

  *#readEach(places: readonly FramePlace[], query: Query): Generator<StoredEvent> {
    for (const place of query.isBackwards ? places.toReversed() : places) {
      const event = eventOf(this.#segments.frameAt(place), query);
      if (event !== undefined) yield event;
    }
  }

  *#readAll(range: SeqRange, query: Query): Generator<StoredEvent> {
    const place = this.#index.placeOf(range.first);
    for (const frame of this.#segments.framesFrom(place, range.end - 1)) {
      const event = eventOf(frame, query);
      if (event !== undefined) yield event;
    }
  }

  *#readBackwards(range: SeqRange, query: Query): Generator<StoredEvent> {
    for (let { end } = range; end > range.first;) {
      const first = Math.max(range.first, end - BACKWARDS_FRAMES);
      yield* [...this.#readAll({ first, end }, query)].toReversed();
      end = first;
    }
  }
}

/** The condition that is likely to leave the fewest events. */
function mostTelling(options: ReadOptions): Query['name'] {
  for (const kind of ['correlation', 'stream', 'agent', 'type'] as const satisfies NameKind[]) {
    const name = options[kind];
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}

function eventOf(frame: FrameView, { filter }: Query): StoredEvent | undefined {
  const meta = requiredMetaOf(frame);
  return filter(frame, meta) ? storedEventOf(frame, meta) : undefined;
}
