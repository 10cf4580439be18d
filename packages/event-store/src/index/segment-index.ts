import type { NameKind, UniqueKind } from './frame-record.ts';
import type { NameHash } from './name-hash.ts';

/** Sequence numbers in ascending order. */
export interface SeqList {
  readonly count: number;
  /** The one at a position in [0, count). */
  at(position: number): number;
  /** Offset in the segment of the frame at a position. */
  offsetAt(position: number): number;
}

/** A name to be looked up, with its hash for those who need it. */
export interface SoughtName<K> {
  readonly kind: K;
  readonly name: string;
  readonly hash: NameHash;
}

/**
 * What one segment holds, by what it can be looked up by. Answers are candidates: an index on disk
 * knows hashes only, so whoever asks compares with the log.
 */
export interface SegmentIndex {
  readonly firstSeq: number;
  /** firstSeq - 1 when there is no frame. */
  readonly lastSeq: number;
  /** Offset of a frame that the segment holds. */
  offsetOf(seq: number): number;
  /** Asked where a stream is most likely not: false is sure, and costs less than looking it up. */
  mayHoldStream(sought: SoughtName<NameKind>): boolean;
  /** Lists of events, one of which may be those that have the name. */
  named(sought: SoughtName<NameKind>): SeqList[];
  /** Events, one of which may be the one that has the id or key. */
  unique(sought: SoughtName<UniqueKind>): readonly number[];
}
