import type { LogFile } from '../../fs/log-fs.ts';
import type { Segment } from '../segments.ts';
import type { CheckedPart, CleanRun } from './clean-run.ts';
import { checkerFor, type PartKeys } from './part-checker.ts';

/** Where a walk through a log is. */
export interface WalkPlace {
  readonly segment: Segment;
  readonly file: LogFile;
  /** Where a frame may begin. */
  readonly position: number;
}

/** Finds clean runs ahead of a walk. */
export interface RunSource {
  /**
   * Gives the run that begins here, if there is one; or a promise, when that is not known yet: to
   * be asked again when it has settled.
   */
  at(place: WalkPlace): CleanRun | undefined | Promise<void>;
}

/** What is looked at in one go; less after parts that ended early. */
const REACH_BYTES_MAX = 4_194_304;
const REACH_BYTES_MIN = 8192;

/** Looks for runs when it is asked, in the same thread. */
export class InlineRuns implements RunSource {
  readonly #keys: PartKeys;
  #segment: Segment | undefined;
  #part: PartCursor | undefined;
  #reachBytes = REACH_BYTES_MAX;

  constructor(keys: PartKeys) {
    this.#keys = keys;
  }

  at({ segment, file, position }: WalkPlace): CleanRun | undefined {
    if (segment !== this.#segment || this.#part?.covers(position) !== true) {
      const end = Math.min(segment.size, position + this.#reachBytes);
      const part = checkerFor(this.#keys).check({ file, size: segment.size, start: position, end });
      const reach = part.end < end ? this.#reachBytes / 4 : this.#reachBytes * 2;
      this.#reachBytes = Math.min(REACH_BYTES_MAX, Math.max(REACH_BYTES_MIN, reach));
      this.#segment = segment;
      this.#part = new PartCursor(part);
    }
    return this.#part?.at(position);
  }
}

/** Gives the runs of a part one after the other, to who walks through it. */
export class PartCursor {
  readonly #part: CheckedPart;
  #next = 0;

  constructor(part: CheckedPart) {
    this.#part = part;
  }

  /** Tells whether it is known what stands here. Nothing is, where the part ended at once. */
  covers(position: number): boolean {
    const { start, end } = this.#part;
    return position === start || (position > start && position < end && this.#isKnown(position));
  }

  /** Gives the run that begins here; positions must not go back. */
  at(position: number): CleanRun | undefined {
    this.#skipTo(position);
    const run = this.#part.runs[this.#next];
    return run?.start === position ? run : undefined;
  }

  #isKnown(position: number): boolean {
    this.#skipTo(position);
    const run = this.#part.runs[this.#next];
    if (run !== undefined && run.start <= position) return true;
    return includesSorted(this.#part.others, position);
  }

  /** Leaves runs behind that end in front of this. */
  #skipTo(position: number): void {
    const { runs } = this.#part;
    while (this.#next < runs.length && (runs[this.#next]?.end ?? 0) <= position) this.#next += 1;
  }
}

function includesSorted(places: readonly number[], place: number): boolean {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return places[low] === place;
}
