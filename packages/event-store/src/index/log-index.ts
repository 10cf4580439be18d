import { keyName, type FrameRecord } from './frame-record.ts';

/** Where reading can begin: a frame whose offset is known. */
export interface FramePlace {
  readonly seq: number;
  readonly offset: number;
}

/** One place is kept for so many frames. */
const FRAMES_PER_PLACE = 64;

interface SegmentPlaces {
  readonly firstSeq: number;
  readonly places: FramePlace[];
}

/**
 * What the log must know without reading it: versions of streams, ids and keys in use, and where
 * frames stand. Rebuilt from the segments when the log is opened; nothing of it is kept on disk.
 */
export class LogIndex {
  readonly #versions = new Map<string, number>();
  readonly #ids = new Set<string>();
  /** First seq of the append that used the key. */
  readonly #keys = new Map<string, number>();
  readonly #segments: SegmentPlaces[] = [];

  addSegment(firstSeq: number): void {
    this.#segments.push({ firstSeq, places: [] });
  }

  addFrame(record: FrameRecord): void {
    this.#versions.set(record.stream, record.version);
    if (record.id !== undefined) this.#ids.add(record.id);
    if (record.key !== undefined) this.#keys.set(keyName(record.agent, record.key), record.seq);
    const segment = this.#segments.at(-1);
    const last = segment?.places.at(-1);
    if (last === undefined || record.seq >= last.seq + FRAMES_PER_PLACE) {
      segment?.places.push({ seq: record.seq, offset: record.offset });
    }
  }

  versionOf(stream: string): number {
    return this.#versions.get(stream) ?? 0;
  }

  hasId(id: string): boolean {
    return this.#ids.has(id);
  }

  firstSeqOfKey(agent: string | undefined, key: string): number | undefined {
    return this.#keys.get(keyName(agent, key));
  }

  /** Last sequence number of a closed segment; undefined for the live one. */
  lastSeqOfSegment(firstSeq: number): number | undefined {
    const position = this.#segments.findIndex((segment) => segment.firstSeq === firstSeq);
    const next = this.#segments[position + 1];
    return next && next.firstSeq - 1;
  }

  /** Finds the segment of a frame that exists, and a place at or before the frame. */
  locate(seq: number): { readonly segFirst: number; readonly place: FramePlace } | undefined {
    const segment = lastAtOrBelow(this.#segments, seq, (candidate) => candidate.firstSeq);
    const place = segment && lastAtOrBelow(segment.places, seq, (candidate) => candidate.seq);
    return segment && place && { segFirst: segment.firstSeq, place };
  }
}

/** Binary search in ascending order. */
function lastAtOrBelow<T>(
  items: readonly T[],
  limit: number,
  valueOf: (item: T) => number,
): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && valueOf(item) <= limit) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
