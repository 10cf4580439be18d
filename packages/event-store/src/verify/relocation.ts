import { frameKid, frameLen, hasFrameMac, hasFrameMacBehind } from '../format/frame.ts';
import { NO_TRAILER } from '../format/segment-header.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { WholeFrame } from '../scan.ts';
import type { DamageRecord, StaleRun } from './damage-record.ts';
import type { FrameFinder } from './frame-index.ts';
import type { Segment } from './segments.ts';

/** Trailers of one sequence number that are tried. */
const FRONTS_MAX = 8;

export interface RelocationSources {
  readonly damages: readonly DamageRecord[];
  readonly stale: readonly StaleRun[];
  readonly segments: readonly Segment[];
}

/**
 * Tells a frame that was moved from one that was forged: its MAC is right behind the trailer of the
 * frame with the sequence number before, wherever that one is now.
 */
export class Relocation {
  readonly #finder: FrameFinder;
  readonly #keys: KeysOfLog;
  /**
   * By sequence number: trailers, seen elsewhere than in accepted frames, that the next frame may
   * chain to.
   */
  readonly #fronts = new Map<number, string[]>();

  constructor(finder: FrameFinder, keys: KeysOfLog, sources: RelocationSources) {
    this.#finder = finder;
    this.#keys = keys;
    for (const { whole } of sources.damages) {
      for (const frame of whole) this.#addFront(frame.fields.seq, frame.trailer);
    }
    this.#addFront(0, NO_TRAILER);
    for (const { header } of sources.segments) {
      if (header !== undefined) this.#addFront(header.firstSeq - 1, header.prevTrailer);
    }
    for (const run of sources.stale) this.#addFront(run.last, run.trailer);
  }

  isGenuine(segment: Segment, frame: WholeFrame): boolean {
    const mac = this.#keys.get(frame.fields.kid)?.frameMac;
    if (mac === undefined) return false;
    const before = frame.fields.seq - 1;
    const accepted = this.#finder.find(before)?.trailer;
    const fronts = [
      ...(accepted === undefined ? [] : [accepted]),
      ...(this.#fronts.get(before) ?? []),
    ];
    const window = this.#finder.windowOf(segment);
    if (!window.load(frame.start, frame.end - frame.start)) return false;
    const offset = frame.start - window.base;
    return fronts.some((front) => hasFrameMacBehind({ bytes: window.buffer, offset, front }, mac));
  }

  /** Tells whether a frame is authentic in place under a key of another log. */
  isForeign(segment: Segment, frame: WholeFrame, others: readonly KeysOfLog[]): boolean {
    const window = this.#finder.windowOf(segment);
    if (!window.load(frame.start, frame.end - frame.start)) return false;
    const offset = frame.start - window.base;
    const kid = frameKid(window.buffer, offset);
    const len = frameLen(window.buffer, offset);
    return others.some((keys) => {
      const mac = keys.get(kid)?.frameMac;
      return mac !== undefined && hasFrameMac(window.buffer, offset, len, mac);
    });
  }

  #addFront(seq: number, trailer: string): void {
    const fronts = this.#fronts.get(seq) ?? [];
    if (fronts.length < FRONTS_MAX && !fronts.includes(trailer)) fronts.push(trailer);
    this.#fronts.set(seq, fronts);
  }
}
