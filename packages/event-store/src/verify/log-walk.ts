/**
 * Goes through a log once, in order: every frame that is authentic in place and whose sequence
 * number is new is accepted and judged by its history; everything else is noted, to be judged when
 * the whole log has been seen.
 */
import { frameSeq } from '../format/frame.ts';
import { SEGMENT_HEADER_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import { NO_TRAILER, type SegmentHeader } from '../format/segment-header.ts';
import type { LogFile } from '../fs/log-fs.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import { SegmentScanner, type Damage } from '../scan.ts';
import { SegmentWindow } from '../segment-window.ts';
import { AcceptedFrames, trailerOf, type AcceptOptions } from './accepted-frames.ts';
import { isDisplacedRun, isNextBehind } from './displaced-run.ts';
import type { FindingDraft } from './finding-rules.ts';
import { claimedHeader } from './identity.ts';
import { Irregularities } from './irregularities.ts';
import {
  cutOff,
  keyNotInForce,
  missingBefore,
  namesOneBefore,
  otherEnd,
  otherLength,
  splitAppend,
  trailingBytes,
} from './segment-findings.ts';
import { isFirstOfLog, isWalked, SegmentLinks, type Closing } from './segment-links.ts';
import type { CleanRun } from './runs/clean-run.ts';
import type { RunSource } from './runs/run-source.ts';
import type { Segment } from './segments.ts';

export interface WalkOptions extends AcceptOptions {
  readonly keys: KeysOfLog;
  readonly runs: RunSource;
}

/** Bytes between two pauses of a walk. */
const PAUSE_BYTES = 4_194_304;

export class LogWalk extends AcceptedFrames {
  readonly odd: Irregularities;
  /** Names of segments whose header names a key that can't be in force there. */
  readonly contradicted = new Set<string>();
  /** Names of segments in which something is authentic. */
  readonly withFrames = new Set<string>();
  byteCount = 0;
  /** Frames 1 to this are not there, before the first segment. */
  missingAtStart = 0;
  /** The segment that was begun last. */
  current: Segment | undefined;
  readonly #options: WalkOptions;
  readonly #links: SegmentLinks;
  #previous: Segment | undefined;
  /** Of the last accepted frame of the segment before. */
  #trailer = NO_TRAILER;
  /** Something in the segment is not as it was written. */
  #isSegmentBroken = false;
  /** One more than the last sequence number of the run that is out of place. */
  #displacedEnd = 0;
  #bytesAtPause = 0;

  constructor(options: WalkOptions) {
    super(options);
    this.#options = options;
    this.#links = new SegmentLinks(options.segments);
    this.odd = new Irregularities(options.findings);
  }

  /** The last segment that was walked. */
  get last(): Segment | undefined {
    return this.#previous;
  }

  /** Walks all segments; gives control back now and then, and when it has to wait. */
  *walk(): Generator<Promise<void> | undefined> {
    for (const segment of this.#options.segments) {
      this.#compareClaim(segment);
      if (!isWalked(segment)) continue;
      this.current = segment;
      const file = this.#options.fs.open(`${this.#options.dir}/${segment.name}`, 'read');
      try {
        if (!segment.isCopy) this.#enter(segment, segment.first);
        yield* this.#walkSegment(segment, this.#scannerOf(segment, file));
        if (segment.isCopy) continue;
        this.#previous = segment;
        if (this.end > SEGMENT_HEADER_BYTES) this.#trailer = this.#trailerOfLast(file);
      } finally {
        file.close();
      }
    }
  }

  #scannerOf(segment: Segment, file: LogFile, from?: number): SegmentScanner {
    const follows = segment.first === this.expected ? this.#trailer : undefined;
    const firstFront = segment.header?.prevTrailer ?? follows;
    return new SegmentScanner({
      file,
      size: segment.size,
      frameMac: (kid) => this.#options.keys.get(kid)?.frameMac,
      ...(firstFront !== undefined && { firstFront }),
      ...(from !== undefined && { from }),
    });
  }

  *#walkSegment(segment: Segment, scanner: SegmentScanner): Generator<Promise<void> | undefined> {
    const closing = segment.isCopy ? undefined : this.#links.closingOf(segment);
    const walked = { segment, scanner, closing };
    let isAtEnd = false;
    while (!isAtEnd) {
      const found = this.#runAt(walked);
      if (found instanceof Promise) {
        yield found;
        continue;
      }
      if (found !== undefined && this.#takeRun(walked, found)) {
        isAtEnd = isEndOf(closing, found.lastSeq, found.lastTrailer);
      } else {
        const step = scanner.next();
        if (step === 'end') break;
        if (step === 'frame') isAtEnd = this.#takeFrame(walked);
        else if (!segment.isCopy) this.#noteDamage(segment, scanner.damage);
      }
      this.byteCount += scanner.end - scanner.position;
      if (this.byteCount - this.#bytesAtPause < PAUSE_BYTES) continue;
      this.#bytesAtPause = this.byteCount;
      yield undefined;
    }
    this.byteCount += SEGMENT_HEADER_BYTES;
    if (segment.isCopy || !this.#links.isFollowed(segment)) return;
    if (scanner.end < segment.size) this.#noteRest(segment, scanner.end, isAtEnd);
    if (isAtEnd && closing && !this.#isSegmentBroken && this.end !== closing.prevBytes) {
      const place = { segment: closing.index, offset: 0 };
      this.#options.findings.add(otherLength(closing, this.end), place);
    }
    this.#leave(segment, isAtEnd ? undefined : closing);
  }

  /** Links a segment to the one before it. */
  #enter(segment: Segment, first: number): void {
    this.end = SEGMENT_HEADER_BYTES;
    this.#isSegmentBroken = false;
    const { header } = segment;
    if (this.#previous === undefined) this.#enterFirst(segment, first);
    else if (header !== undefined) this.#enterNext(segment, header, this.#previous);
    if (header === undefined || this.history.key.enterSegment(header.kid)) return;
    this.#add(segment, keyNotInForce(segment));
  }

  /** A header whose key we don't have must at least name the one that is in force there. */
  #compareClaim(segment: Segment): void {
    if (segment.state !== 'unknownKey' && segment.state !== 'wrongKey') return;
    const inForce = this.history.key.kid;
    if (inForce === undefined || claimedHeader(segment)?.kid === inForce) return;
    this.contradicted.add(segment.name);
  }

  #enterFirst(segment: Segment, first: number): void {
    this.missingAtStart = first - 1;
    this.expected = first;
    if (first > 1) this.miss(first - 1, first);
    else if (segment.header && !isFirstOfLog(segment.header)) {
      this.#add(segment, namesOneBefore(segment));
    }
  }

  #enterNext(segment: Segment, header: SegmentHeader, { first = 0 }: Segment): void {
    if (header.prevFirst === first) return;
    if (!this.#links.isSkipped(header.prevFirst)) {
      const found = { previous: first, expected: this.expected };
      this.#add(segment, missingBefore(segment, header, found));
    }
    this.reach(header.firstSeq);
  }

  /**
   * Takes leave of a segment that another follows; `closing` says how it ought to have ended when
   * it did not.
   */
  #leave(segment: Segment, closing: Closing | undefined): void {
    const last = { end: this.end, expected: this.expected };
    if (closing !== undefined) this.#compareEnd(segment, closing);
    const isRestMissing = this.odd.pending.length > 0 || last.expected < (closing?.firstSeq ?? 0);
    if (this.openAppend !== undefined && !isRestMissing) {
      this.#add(segment, splitAppend(segment, this.openAppend, last));
    }
    this.openAppend = undefined;
    this.odd.resolveAtEnd(closing?.firstSeq);
    if (closing !== undefined) this.reach(closing.firstSeq);
  }

  #compareEnd(segment: Segment, closing: Closing): void {
    const { expected } = this;
    const atEnd = this.odd.pending.find((damage) => damage.end === segment.size);
    const isEndThere = atEnd?.whole.at(-1)?.trailer === closing.prevTrailer;
    if (segment.size < closing.prevBytes && !isEndThere) {
      if (atEnd !== undefined) atEnd.isOfTruncation = true;
      this.#add(segment, cutOff(segment, closing, { end: atEnd?.start ?? this.end, expected }));
    } else if (!this.#isSegmentBroken) {
      this.#add(segment, otherEnd(segment, closing, this.end));
    }
  }

  /** What is left of a closed segment: bytes too many, or zeros where frames ought to be. */
  #noteRest(segment: Segment, end: number, isAtEnd: boolean): void {
    if (isAtEnd || this.expected === this.#links.firstBehind(segment)) {
      this.#add(segment, trailingBytes(segment, end));
    } else {
      this.#noteDamage(segment, { start: end, end: segment.size, whole: [] });
    }
  }

  /** Gives frames in a row that can be taken at once, when nothing is out of order here. */
  #runAt({ segment, scanner }: Walked): CleanRun | undefined | Promise<void> {
    if (segment.isCopy || this.odd.pending.length > 0) return undefined;
    return this.#options.runs.at({ segment, file: scanner.file, position: scanner.end });
  }

  /** Takes the frames of a run as if one by one, if none of them calls for a closer look. */
  #takeRun({ segment, scanner, closing }: Walked, run: CleanRun): boolean {
    const isFirst = run.start === SEGMENT_HEADER_BYTES;
    if (isFirst && segment.state === 'unknownKey') return false;
    if (closing !== undefined && run.lastSeq >= closing.firstSeq) return false;
    if (!this.acceptRun(segment, scanner, run)) return false;
    this.withFrames.add(segment.name);
    scanner.skipTo(run.end);
    return true;
  }

  /** Takes an authentic frame; tells whether it is the last of a closed segment. */
  #takeFrame(walked: Walked): boolean {
    const { segment, scanner, closing } = walked;
    const seq = frameSeq(scanner.buffer, scanner.at);
    this.withFrames.add(segment.name);
    const isFirst = scanner.position === SEGMENT_HEADER_BYTES;
    if (isFirst && segment.state === 'unknownKey') this.contradicted.add(segment.name);
    if (segment.isCopy || seq < this.expected || this.#isDisplaced(walked, seq)) {
      this.#noteStale(segment, scanner, seq);
      return false;
    }
    this.report.lookAt(segment, scanner);
    if (seq > this.expected && this.odd.pending.length === 0) {
      this.#isSegmentBroken = true;
      const message = 'events are missing in front of this one, and no damage is there';
      this.report.add({ code: 'GAP', message }, [this.expected, seq]);
    }
    if (this.odd.pending.length > 0) {
      this.odd.resolve(segment, { seq, position: scanner.position });
    }
    this.reach(seq);
    this.accept(segment, scanner, seq);
    return isEndOf(closing, seq, trailerOf(scanner));
  }

  /**
   * Tells whether a frame that comes too early was put here from behind, alone or as one of
   * several.
   */
  #isDisplaced(walked: Walked, seq: number): boolean {
    const { segment, closing } = walked;
    if (seq === this.expected) return false;
    const last = this.odd.stale.at(-1);
    const isOfRun =
      this.#displacedEnd === seq && last?.segment === segment && last.last + 1 === seq;
    const isBeyond = closing !== undefined && seq >= closing.firstSeq;
    // Damaged bytes are where the missing events were; only events out of place can stand in for
    // others.
    const isSuspect =
      this.odd.pending.length === 0 || this.odd.pending.some(({ whole }) => whole.length > 0);
    const isDisplaced = isOfRun || isBeyond || (isSuspect && this.#goesOnBelow(walked));
    if (isDisplaced) this.#displacedEnd = seq + 1;
    return isDisplaced;
  }

  /**
   * Looks ahead, with a scanner of its own, for what follows the frames in a row under this one.
   */
  #goesOnBelow({ segment, scanner: { file, position }, closing }: Walked): boolean {
    const { expected } = this;
    const isNext = isNextBehind(new SegmentWindow(file, segment.size), {
      seq: expected,
      front: this.#trailerOfLast(file),
      keys: this.#options.keys,
    });
    const last = closing && closing.firstSeq - 1;
    return isDisplacedRun(this.#scannerOf(segment, file, position), { expected, last, isNext });
  }

  /**
   * Reads the last 36 bytes of the last accepted frame, or of the header in front of where the
   * first must be.
   */
  #trailerOfLast(file: LogFile): string {
    const trailer = Buffer.alloc(TRAILER_BYTES);
    file.pread(trailer, this.end - TRAILER_BYTES);
    return trailer.latin1Slice(0, TRAILER_BYTES);
  }

  #noteDamage(segment: Segment, damage: Damage): void {
    this.#isSegmentBroken = true;
    const { expected, openAppend, lastWhole, verifiedCount } = this;
    const kidInForce = this.history.key.kid;
    const known = { expected, openAppend, lastWhole, verifiedCount, kidInForce };
    this.odd.addDamage({ ...damage, ...known, segment });
  }

  #noteStale(segment: Segment, scanner: SegmentScanner, seq: number): void {
    this.#isSegmentBroken = true;
    const { position: start, end } = scanner;
    this.odd.addStale({ segment, start, end, first: seq, last: seq, trailer: trailerOf(scanner) });
  }

  #add({ index }: Segment, draft: FindingDraft): void {
    this.#options.findings.add(draft, { segment: index, offset: draft.bytes?.[0] ?? 0 });
  }
}

/** Tells whether this is the last frame of a segment that another one follows. */
function isEndOf(closing: Closing | undefined, seq: number, trailer: string): boolean {
  return seq + 1 === closing?.firstSeq && trailer === closing.prevTrailer;
}

/** A segment, and the scanner on it. */
interface Walked {
  readonly segment: Segment;
  readonly scanner: SegmentScanner;
  readonly closing: Closing | undefined;
}
