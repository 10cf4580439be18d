import type { Damage, WholeFrame } from '../scan.ts';
import type { Segment } from './segments.ts';

/** An append whose last frame has not been seen yet. */
export interface OpenAppend {
  readonly position: number;
  readonly seq: number;
}

/** A damaged range, with what was known when it was met. */
export interface DamageRecord extends Damage {
  readonly segment: Segment;
  readonly whole: readonly WholeFrame[];
  /** The sequence number that was expected at its start. */
  readonly expected: number;
  /**
   * The one behind it: of the next accepted frame, or the next segment's first; undefined when
   * neither is there.
   */
  until: number | undefined;
  follower: 'adjacentFrame' | 'frame' | 'segment' | undefined;
  /** What SEGMENT_TRUNCATED tells already. */
  isOfTruncation: boolean;
  /** Undefined when any key may be in force. */
  readonly kidInForce: number | undefined;
  readonly openAppend: OpenAppend | undefined;
  /**
   * Last sequence number of a whole append before it, and how many events were verified by then.
   */
  readonly lastWhole: number;
  readonly verifiedCount: number;
}

/** Authentic frames in a row whose sequence numbers are not new. */
export interface StaleRun {
  readonly segment: Segment;
  readonly start: number;
  end: number;
  readonly first: number;
  last: number;
  /** Of the last frame, as latin1. */
  trailer: string;
}
