import { SEGMENT_HEADER_BYTES } from '../../format/limits.ts';
import { isWalked } from '../segment-links.ts';
import type { Segment } from '../segments.ts';
import type { CheckedPart, CleanRun } from './clean-run.ts';
import type { PartKeys } from './part-checker.ts';
import type { PartRequest } from './part-service.ts';
import { InlineRuns, PartCursor, type RunSource, type WalkPlace } from './run-source.ts';

/** Threads that look at parts of a log: each with a PartService of its own. */
export interface PartWorkers {
  readonly count: number;
  /** Gives undefined when nothing could be made out. */
  readonly check: (request: PartRequest) => Promise<CheckedPart | undefined>;
}

/** What a thread looks at in one go. */
const PART_BYTES = 8_388_608;
/** Parts that may be under way or wait for the walk, for each thread: they take memory. */
const PARTS_AHEAD = 3;

/** A part that was asked for. */
interface Part {
  readonly request: PartRequest;
  /** `undefined` while it is under way. */
  result: { readonly cursor: PartCursor | undefined } | undefined;
  done: Promise<void> | undefined;
}

/**
 * Has other threads look for runs ahead of a walk, in the order of the walk. Nothing rests on what
 * they find but speed: what they leave out, the walk looks for itself.
 */
export class WorkerRuns implements RunSource {
  readonly #workers: PartWorkers;
  readonly #inline: InlineRuns;
  readonly #parts: Part[];
  /** First part of each segment. */
  readonly #firsts = new Map<Segment, number>();
  /** The part the walk is in, and the first that was not asked for. */
  #current = 0;
  #next = 0;

  constructor(workers: PartWorkers, keys: PartKeys, segments: readonly Segment[]) {
    this.#workers = workers;
    this.#inline = new InlineRuns(keys);
    this.#parts = [];
    for (const segment of segments) {
      if (!isWalked(segment) || segment.isCopy) continue;
      this.#firsts.set(segment, this.#parts.length);
      for (const request of requestsOf(segment))
        this.#parts.push({ request, result: undefined, done: undefined });
    }
  }

  at(place: WalkPlace): CleanRun | undefined | Promise<void> {
    const first = this.#firsts.get(place.segment);
    if (first === undefined || place.position >= place.segment.size) return undefined;
    const index = first + Math.floor((place.position - SEGMENT_HEADER_BYTES) / PART_BYTES);
    // A frame that reaches over a boundary belongs to the part that it begins in.
    for (const each of [index - 1, index]) {
      if (each < first) continue;
      const part = this.#reach(each);
      if (part === undefined) continue;
      if (part.result === undefined) return part.done;
      if (part.result.cursor?.covers(place.position) === true)
        return part.result.cursor.at(place.position);
    }
    return this.#inline.at(place);
  }

  /** Asks for parts as far ahead as may be; gives the one with this index, if the walk needs it. */
  #reach(index: number): Part | undefined {
    for (; this.#current < index - 1; this.#current += 1) this.#forget(this.#current);
    const end = Math.min(this.#parts.length, index + PARTS_AHEAD * this.#workers.count);
    this.#next = Math.max(this.#next, this.#current);
    for (; this.#next < end; this.#next += 1) this.#ask(this.#next);
    return index < this.#current ? undefined : this.#parts[index];
  }

  #ask(index: number): void {
    const part = this.#parts[index];
    if (part === undefined) return;
    part.done = this.#workers.check(part.request).then((found) => {
      part.result = { cursor: found && new PartCursor(found) };
    });
    // Who waits for it hears of a failure; nobody may.
    part.done.catch(() => {});
  }

  #forget(index: number): void {
    const part = this.#parts[index];
    if (part !== undefined) part.result = { cursor: undefined };
  }
}

function requestsOf({ name, size }: Segment): PartRequest[] {
  const requests: PartRequest[] = [];
  for (let start = SEGMENT_HEADER_BYTES; start < size; start += PART_BYTES) {
    const end = Math.min(size, start + PART_BYTES);
    requests.push({ name, size, start, end, isFrameStart: start === SEGMENT_HEADER_BYTES });
  }
  return requests;
}
