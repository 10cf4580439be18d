import type { Finding } from '../types.ts';

/** The last event that was verified: what a follower holds against the log from then on. */
export interface SeenEvent {
  /** 32 hex digits. */
  readonly logId: string;
  readonly seq: number;
  /** Base64 of the MAC of its frame. */
  readonly mac: string;
  /** First sequence number of its segment. */
  readonly segFirst: number;
  /** How often the log had been put back from a backup by then, by declaration; 0 if left out. */
  readonly incarnation?: number;
}

/**
 * Something on the disk is not as it must be. What it is, and whether it is anything, a
 * verification of the place says: see verifySection.
 *
 * `damage`: bytes that are not authentic. `order`: a sequence number that is not the next. `link`:
 * a segment that does not go on where the one before ended, or is not there. `changed`: bytes that
 * were verified are no longer the same. `rolledBack`: HEAD says less than it did, or less than was
 * seen. `head`: HEAD is not there, not authentic, or names another frame. `names`: an id or a key
 * that seems to be used twice, or a version that does not seem to be the next of its stream.
 */
export interface Suspicion {
  readonly kind: 'damage' | 'order' | 'link' | 'changed' | 'rolledBack' | 'head' | 'names';
  readonly message: string;
  readonly file: string;
  /** First sequence number of the segment in which it was met. */
  readonly segFirst: number;
  /** Half-open. */
  readonly bytes?: readonly [start: number, end: number];
  readonly seqs?: readonly [first: number, end: number];
}

/** What one turn of a follower saw. */
export interface FollowTurn {
  /**
   * `gone`: there is no folder, or no log in it. `waiting`: no HEAD that can be believed. `idle`:
   * nothing new. `advanced`: all that is durable was verified. `behind`: there is more.
   */
  readonly kind: 'gone' | 'waiting' | 'idle' | 'advanced' | 'behind';
  /** Events that this turn verified. */
  readonly eventCount: number;
  readonly byteCount: number;
  /** When the first of them was appended, in microseconds since 1970. */
  readonly oldestTsUs: number | undefined;
  /** What is wrong with events that are authentic and in their place. */
  readonly findings: readonly Finding[];
  readonly suspicions: readonly Suspicion[];
}
