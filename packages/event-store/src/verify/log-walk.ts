/**
 * Goes through a log once, in order: every frame that is authentic in place and whose sequence
 * number is new is accepted and judged by its history; everything else is noted, to be judged when
 * the whole log has been seen.
 */
import {
  FLAG_MORE,
  frameFlags,
  frameKid,
  frameSeq,
  hasFrameMacBehind,
  trailerBefore,
} from '../format/frame.ts';
import type { HeadSlot } from '../format/head-slot.ts';
import { SEGMENT_HEADER_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import { NO_TRAILER, type SegmentHeader } from '../format/segment-header.ts';
import type { LogFile, LogFs } from '../fs/log-fs.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import { SegmentScanner, type Damage, type WholeFrame } from '../scan.ts';
import { SegmentWindow } from '../segment-window.ts';
import type { AnchorCheck } from './anchor-check.ts';
import { isDisplacedRun } from './displaced-run.ts';
import type { OpenAppend } from './damage-record.ts';
import type { FindingDraft } from './finding-rules.ts';
import type { FindingList } from './finding-list.ts';
import { FrameIndex } from './frame-index.ts';
import { FrameReport } from './frame-report.ts';
import { History, type Restore } from './history.ts';
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
import type { Segment } from './segments.ts';

export interface WalkOptions {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keys: KeysOfLog;
  readonly segments: readonly Segment[];
  readonly findings: FindingList;
  readonly anchors: AnchorCheck;
  readonly head: HeadSlot | undefined;
  readonly nowUs: number | undefined;
  /** Where declared restores are put down. */
  readonly restores: Restore[];
}

/** Bytes between two pauses of a walk. */
const PAUSE_BYTES = 4_194_304;

export class LogWalk {
  readonly odd: Irregularities;
  readonly index: FrameIndex;
  readonly history: History;
  /** Names of segments whose header names a key that can't be in force there. */
  readonly contradicted = new Set<string>();
  /** Names of segments in which something is authentic. */
  readonly withFrames = new Set<string>();
  /** One more than the last sequence number that was accepted or is known to be missing. */
  expected = 1;
  lastSeq = 0;
  lastWhole = 0;
  verifiedCount = 0;
  byteCount = 0;
  openAppend: OpenAppend | undefined;
  /** Frames 1 to this are not there, before the first segment. */
  missingAtStart = 0;
  /** Where the last accepted frame of the segment ends. */
  end = SEGMENT_HEADER_BYTES;
  /** The frame that HEAD names ends otherwise, or is under another key. */
  isHeadTrailerWrong = false;
  isHeadKidWrong = false;
  /** The segment that was begun last. */
  current: Segment | undefined;
  readonly #options: WalkOptions;
  readonly #links: SegmentLinks;
  readonly #report: FrameReport;
  #previous: Segment | undefined;
  /** Of the last accepted frame of the segment before. */
  #trailer = NO_TRAILER;
  /** Something in the segment is not as it was written. */
  #isSegmentBroken = false;
  /** One more than the last sequence number of the run that is out of place. */
  #displacedEnd = 0;
  #bytesAtPause = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#links = new SegmentLinks(options.segments);
    this.#report = new FrameReport(options.findings);
    this.odd = new Irregularities(options.findings);
    this.history = new History(options, this.#report);
    let bytes = 0;
    for (const segment of options.segments) bytes += segment.size;
    this.index = new FrameIndex(bytes);
  }

  /** The last segment that was walked. */
  get last(): Segment | undefined {
    return this.#previous;
  }

  /** Walks all segments; gives control back now and then. */
  *walk(): Generator<void> {
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

  *#walkSegment(segment: Segment, scanner: SegmentScanner): Generator<void> {
    const closing = segment.isCopy ? undefined : this.#links.closingOf(segment);
    const walked = { segment, scanner, closing };
    let isAtEnd = false;
    while (!isAtEnd) {
      const step = scanner.next();
      if (step === 'end') break;
      if (step === 'frame') isAtEnd = this.#takeFrame(walked);
      else if (!segment.isCopy) this.#noteDamage(segment, scanner.damage);
      this.byteCount += scanner.end - scanner.position;
      if (this.byteCount - this.#bytesAtPause < PAUSE_BYTES) continue;
      this.#bytesAtPause = this.byteCount;
      yield;
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
    if (first > 1) this.#miss(first - 1);
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
    this.#reach(header.firstSeq);
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
    if (closing !== undefined) this.#reach(closing.firstSeq);
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
    this.#report.lookAt(segment, scanner);
    if (seq > this.expected && this.odd.pending.length === 0) {
      this.#isSegmentBroken = true;
      const message = 'events are missing in front of this one, and no damage is there';
      this.#report.add({ code: 'GAP', message }, [this.expected, seq]);
    }
    if (this.odd.pending.length > 0) {
      this.odd.resolve(segment, { seq, position: scanner.position });
    }
    this.#reach(seq);
    this.#accept(segment, scanner, seq);
    return seq + 1 === closing?.firstSeq && trailerOf(scanner) === closing.prevTrailer;
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
    const front = this.#trailerOfLast(file);
    const isNext = ({ start, end, fields: { seq, kid } }: WholeFrame): boolean => {
      const mac = this.#options.keys.get(kid)?.frameMac;
      const window = new SegmentWindow(file, segment.size);
      if (mac === undefined || seq !== expected || !window.load(start, end - start)) return false;
      return hasFrameMacBehind({ bytes: window.buffer, offset: start - window.base, front }, mac);
    };
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

  #accept(segment: Segment, scanner: SegmentScanner, seq: number): void {
    const { buffer, at, position, end } = scanner;
    this.history.take(scanner, segment.header?.createdUs ?? 0);
    this.#options.anchors.take(scanner);
    this.index.note(segment, { seq, position, end });
    const { head } = this.#options;
    if (seq === head?.seq) this.#compareHead(head, scanner);
    if ((frameFlags(buffer, at) & FLAG_MORE) === 0) {
      this.openAppend = undefined;
      this.lastWhole = seq;
    } else {
      this.openAppend ??= { position, seq };
    }
    this.lastSeq = seq;
    this.expected = seq + 1;
    this.end = end;
    this.verifiedCount += 1;
  }

  #compareHead(head: HeadSlot, scanner: SegmentScanner): void {
    const kids = [frameKid(scanner.buffer, scanner.at), this.history.key.kid];
    this.isHeadKidWrong = !kids.includes(head.kid);
    this.isHeadTrailerWrong = trailerOf(scanner) !== head.trailer;
  }

  /** Goes on at a sequence number; those up to there are missing. */
  #reach(seq: number): void {
    if (seq <= this.expected) return;
    this.#miss(seq - this.expected);
    this.openAppend = undefined;
    this.expected = seq;
  }

  #miss(count: number): void {
    this.history.miss(count);
    this.#options.anchors.miss();
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

/** A segment, and the scanner on it. */
interface Walked {
  readonly segment: Segment;
  readonly scanner: SegmentScanner;
  readonly closing: Closing | undefined;
}

/** The last 36 bytes of the frame that the scanner shows, as latin1. */
function trailerOf({ buffer, at, position, end }: SegmentScanner): string {
  return trailerBefore(buffer, at + end - position);
}
