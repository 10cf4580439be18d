import { LighthouseError } from '@lighthouse/contract/errors';
import type { Meta } from '../format/meta.ts';
import type { FramePlace } from '../query/segment-reader.ts';
import { keyName, type FrameRecord, type NameKind, type UniqueKind } from './frame-record.ts';
import { noNames, type ArchivedAppend, type ArchivedNames } from '../life/archived-names.ts';
import { IndexDamaged } from './index-file.ts';
import type { IndexedSegment } from './index-layout.ts';
import { MemoryIndex } from './memory-index.ts';
import type { NameHasher } from './name-hash.ts';
import type { SegmentIndex, SeqList, SoughtName } from './segment-index.ts';

export interface LogIndexParts {
  readonly hasher: NameHasher;
  /** Reads what a frame says of itself; throws LH_LOG_DAMAGED when it is not authentic. */
  readonly readMeta: (place: FramePlace) => Meta;
  /** Makes the index of a closed segment anew, from the segment. */
  readonly rebuild: (segment: IndexedSegment) => MemoryIndex;
  /** Told of each index that was made anew. */
  readonly onRebuilt: (closed: ClosedSegment, index: MemoryIndex) => void;
}

/** Half-open range of sequence numbers. */
export interface SeqRange {
  readonly first: number;
  readonly end: number;
}

/** A closed segment and its index: on disk, or in memory until it is. */
export interface ClosedSegment {
  readonly segment: IndexedSegment;
  index: SegmentIndex;
}

/** Versions of streams found in closed segments are kept for so many streams. */
const VERSIONS_MAX = 65_536;

/** How many frames a segment is taken to have, for each of the one before. */
const ROOM_FOR_MORE = 1.25;

/**
 * What the log must know without reading it: versions of streams, ids and keys in use, and where
 * events stand. Each segment has an index of its own; whatever one of a closed segment says is
 * compared with the log before it counts.
 */
export class LogIndex {
  readonly #parts: LogIndexParts;
  readonly #closed: ClosedSegment[] = [];
  #live: MemoryIndex;
  readonly #versions = new Map<string, number>();
  #archived: ArchivedNames;

  constructor(parts: LogIndexParts, live: MemoryIndex, archived = noNames()) {
    this.#archived = archived;
    this.#parts = parts;
    this.#live = live;
  }

  /** First event that is there. */
  get firstSeq(): number {
    return this.#closed[0]?.segment.firstSeq ?? this.#live.firstSeq;
  }

  get archived(): ArchivedNames {
    return this.#archived;
  }

  /** Closed segments that end at `seq` or before. */
  closedThrough(seq: number): IndexedSegment[] {
    const segments = this.#closed.map(({ segment }) => segment);
    return segments.filter(({ firstSeq, frameCount }) => firstSeq + frameCount - 1 <= seq);
  }

  /** From here on the events that `names` takes in are not there any more. */
  archive(names: ArchivedNames): void {
    this.#archived = names;
    while ((this.#closed[0]?.segment.firstSeq ?? Infinity) <= names.lastSeq) this.#closed.shift();
  }

  /** An append under this key whose events were archived. */
  archivedAppend(agent: string | undefined, key: string): ArchivedAppend | undefined {
    return this.#archived.appends.get(keyName(agent, key));
  }

  /** Takes in a closed segment; they come in order, before any frame of the live one. */
  addClosed(segment: IndexedSegment, index: SegmentIndex): ClosedSegment {
    const closed = { segment, index };
    this.#closed.push(closed);
    return closed;
  }

  add(record: FrameRecord): void {
    this.#live.add(record);
  }

  /** Goes on in a new live segment; gives the one that is closed by that. */
  roll(segment: IndexedSegment): ClosedSegment & { readonly index: MemoryIndex } {
    const closed = { segment, index: this.#live };
    this.#closed.push(closed);
    for (const stream of this.#live.streams()) this.#versions.delete(stream);
    const { firstSeq, frameCount } = segment;
    // Segments of one log are about equally long, and room that is not used costs nothing.
    this.#live = new MemoryIndex(firstSeq + frameCount, Math.ceil(frameCount * ROOM_FOR_MORE));
    return closed;
  }

  versionOf(stream: string): number {
    const known = this.#live.versionOf(stream) ?? this.#versions.get(stream);
    const archived = this.#archived.versions.get(stream) ?? 0;
    if (known !== undefined || this.#closed.length === 0) return known ?? archived;
    const version = this.#versionInClosed(this.#sought('stream', stream));
    if (version === 0) return archived;
    if (this.#versions.size >= VERSIONS_MAX) this.#versions.clear();
    this.#versions.set(stream, version);
    return version;
  }

  hasId(id: string): boolean {
    const isThere = this.#seqOf('id', id, (meta) => meta.id === id) !== undefined;
    return isThere || this.#archived.ids.has(id);
  }

  firstSeqOfKey(agent: string | undefined, key: string): number | undefined {
    const name = keyName(agent, key);
    return this.#seqOf('key', name, (meta) => meta.agent === agent && meta.key === key);
  }

  /** First and last sequence number of the segment that holds this frame, which must exist. */
  segmentOf(seq: number): { readonly firstSeq: number; readonly lastSeq: number } {
    return seq >= this.#live.firstSeq ? this.#live : this.#closedWith(seq).index;
  }

  placeOf(seq: number): FramePlace {
    const { firstSeq: segFirst } = this.segmentOf(seq);
    return { segFirst, seq, offset: this.#ask(segFirst, (index) => index.offsetOf(seq)) };
  }

  /**
   * Gives events of the segment with frame `range.first` that may have the name, in order: all that
   * have it, and perhaps some that don't. Gives undefined when there are more than `countMax`.
   */
  placesNamed(
    { kind, name }: { readonly kind: NameKind; readonly name: string },
    range: SeqRange,
    countMax: number,
  ): FramePlace[] | undefined {
    const sought = this.#sought(kind, name);
    const { firstSeq } = this.segmentOf(range.first);
    return this.#ask(firstSeq, (index) => {
      const slices = index.named(sought).map((list) => sliceOf(list, range));
      const count = slices.reduce((sum, { from, until }) => sum + until - from, 0);
      if (count > countMax) return undefined;
      const places = slices.flatMap((slice) => placesIn(slice, firstSeq));
      return slices.length <= 1 ? places : places.toSorted((a, b) => a.seq - b.seq);
    });
  }

  #versionInClosed(sought: SoughtName<NameKind>): number {
    for (let position = this.#closed.length - 1; position >= 0; position--) {
      const { firstSeq } = this.#closedAt(position).segment;
      const lasts = this.#ask(firstSeq, (index) =>
        index.mayHoldStream(sought)
          ? index.named(sought).map((list) => list.at(list.count - 1))
          : [],
      );
      for (const seq of lasts) {
        const meta = this.#parts.readMeta(this.placeOf(seq));
        if (meta.stream === sought.name) return meta.version;
      }
    }
    return 0;
  }

  #seqOf(kind: UniqueKind, name: string, isIt: (meta: Meta) => boolean): number | undefined {
    const live = this.#live.seqOf(kind, name);
    if (live !== undefined || this.#closed.length === 0) return live;
    const sought = this.#sought(kind, name);
    const question = (index: SegmentIndex): readonly number[] => index.unique(sought);
    for (let position = this.#closed.length - 1; position >= 0; position--) {
      const seqs = this.#askClosed(this.#closedAt(position), question);
      if (seqs.length === 0) continue;
      const found = seqs.find((seq) => isIt(this.#parts.readMeta(this.placeOf(seq))));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #sought<K extends NameKind | UniqueKind>(kind: K, name: string): SoughtName<K> {
    return { kind, name, hash: this.#parts.hasher.hash(kind, name) };
  }

  /** Asks the index of a segment, which is made anew when it turns out to be damaged. */
  #ask<T>(segFirst: number, question: (index: SegmentIndex) => T): T {
    if (segFirst === this.#live.firstSeq) return question(this.#live);
    return this.#askClosed(this.#closedWith(segFirst), question);
  }

  #askClosed<T>(closed: ClosedSegment, question: (index: SegmentIndex) => T): T {
    try {
      return question(closed.index);
    } catch (error) {
      if (!(error instanceof IndexDamaged)) throw error;
      const rebuilt = this.#parts.rebuild(closed.segment);
      closed.index = rebuilt;
      this.#parts.onRebuilt(closed, rebuilt);
      return question(rebuilt);
    }
  }

  /** The last closed segment that begins at `seq` or before. */
  #closedWith(seq: number): ClosedSegment {
    let low = 0;
    let high = this.#closed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const closed = this.#closed[middle];
      if (closed !== undefined && closed.segment.firstSeq <= seq) low = middle + 1;
      else high = middle;
    }
    return this.#closedAt(low - 1);
  }

  #closedAt(position: number): ClosedSegment {
    const closed = this.#closed[position];
    if (closed === undefined) throw notThere(position);
    return closed;
  }
}

/** Positions [from, until) of a list. */
interface ListSlice {
  readonly list: SeqList;
  readonly from: number;
  readonly until: number;
}

/** What of a list is within a range. */
function sliceOf(list: SeqList, range: SeqRange): ListSlice {
  return {
    list,
    from: firstAtOrAbove(list, range.first),
    until: firstAtOrAbove(list, range.end),
  };
}

function placesIn({ list, from, until }: ListSlice, segFirst: number): FramePlace[] {
  const places: FramePlace[] = [];
  for (let position = from; position < until; position++) {
    places.push({ segFirst, seq: list.at(position), offset: list.offsetAt(position) });
  }
  return places;
}

function firstAtOrAbove(list: SeqList, limit: number): number {
  let low = 0;
  let high = list.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list.at(middle) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function notThere(position: number): LighthouseError {
  return new LighthouseError('LH_LOG_DAMAGED', 'a segment of the log is missing', {
    hint: 'run lh-verify on the log to see what happened',
    facts: { position },
  });
}
