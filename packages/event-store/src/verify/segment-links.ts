import { NO_TRAILER, type SegmentHeader } from '../format/segment-header.ts';
import type { Segment } from './segments.ts';

/** An authentic header, seen from the segment before it, and the file it stands in. */
export interface Closing extends SegmentHeader {
  readonly index: number;
  readonly name: string;
}

/** How the headers of a log's segments say that the segments before them ended. */
export class SegmentLinks {
  readonly #closings = new Map<number, Closing>();
  readonly #walked: readonly Segment[];
  /** First sequence numbers, by name, of segments that are there and can't be judged. */
  readonly #skipped: ReadonlySet<number>;

  constructor(segments: readonly Segment[]) {
    for (const { index, name, header, isCopy } of segments) {
      if (header === undefined || header.prevFirst === 0 || isCopy) continue;
      this.#closings.set(header.prevFirst, { ...header, index, name });
    }
    this.#walked = segments.filter((segment) => isWalked(segment) && !segment.isCopy);
    const skipped = segments.filter((segment) => !isWalked(segment));
    this.#skipped = new Set(skipped.flatMap((segment) => segment.firstByName ?? []));
  }

  /** Gives the authentic header that says how this segment ended, if there is one. */
  closingOf(segment: Segment): Closing | undefined {
    return segment.first === undefined ? undefined : this.#closings.get(segment.first);
  }

  /** Tells whether another segment of this log follows. */
  isFollowed(segment: Segment): boolean {
    return segment.index < (this.#walked.at(-1)?.index ?? 0);
  }

  /** First sequence number of the next segment that is there, also if its header is damaged. */
  firstBehind(segment: Segment): number | undefined {
    return this.#walked.find(({ index }) => index > segment.index)?.first;
  }

  isSkipped(first: number): boolean {
    return this.#skipped.has(first);
  }
}

/** Tells whether the frames of this segment are looked at. */
export function isWalked(segment: Segment): segment is Segment & { readonly first: number } {
  return segment.state !== 'foreign' && segment.state !== 'wrongKey' && segment.first !== undefined;
}

/** Tells whether the header of the first segment names none before it. */
export function isFirstOfLog(header: SegmentHeader): boolean {
  return header.prevFirst === 0 && header.prevBytes === 0 && header.prevTrailer === NO_TRAILER;
}
