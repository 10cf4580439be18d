/**
 * Goes through a log once, in order: every frame that is authentic in place and whose sequence number is new is accepted and judged
 * by its history; everything else is noted, to be judged when the whole log has been seen.
 */
import { FLAG_MORE, frameFlags, frameKid, frameSeq, trailerBefore } from '../format/frame.ts';
import type { HeadSlot } from '../format/head-slot.ts';
import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import type { SegmentHeader } from '../format/segment-header.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import { SegmentScanner, type Damage } from '../scan.ts';
import type { AnchorCheck } from './anchor-check.ts';
import type { DamageRecord, OpenAppend, StaleRun } from './damage-record.ts';
import type { FindingDraft } from './finding-rules.ts';
import type { FindingList } from './finding-list.ts';
import { FrameIndex } from './frame-index.ts';
import { FrameReport } from './frame-report.ts';
import { History } from './history.ts';
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
}

/** Bytes between two pauses of a walk. */
const PAUSE_BYTES = 4_194_304;
/** Damage that is looked into; more of it is counted. */
const DAMAGES_MAX = 20_000;
const STALE_RUNS_MAX = 20_000;
/** Whole frames in all damage that are looked into. */
const WHOLE_FRAMES_MAX = 200_000;

export class LogWalk {
  readonly damages: DamageRecord[] = [];
  readonly stale: StaleRun[] = [];
  readonly index: FrameIndex;
  readonly history: History;
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
  readonly #options: WalkOptions;
  readonly #links: SegmentLinks;
  readonly #report: FrameReport;
  #previous: Segment | undefined;
  /** Damage behind which no frame was accepted yet. */
  #pending: DamageRecord[] = [];
  /** Something in the segment is not as it was written. */
  #isSegmentBroken = false;
  #wholeCount = 0;
  #bytesAtPause = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#links = new SegmentLinks(options.segments);
    this.#report = new FrameReport(options.findings);
    this.history = new History({ keys: options.keys, nowUs: options.nowUs }, this.#report);
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
    for (const segment of this.#options.segments.filter(isWalked)) {
      const file = this.#options.fs.open(`${this.#options.dir}/${segment.name}`, 'read');
      try {
        this.#enter(segment, segment.first);
        const { header } = segment;
        const scanner = new SegmentScanner({
          file,
          size: segment.size,
          frameMac: (kid) => this.#options.keys.get(kid)?.frameMac,
          ...(header && { firstFront: header.prevTrailer }),
        });
        yield* this.#walkSegment(segment, scanner);
      } finally {
        file.close();
      }
      this.#previous = segment;
    }
  }

  *#walkSegment(segment: Segment, scanner: SegmentScanner): Generator<void> {
    const closing = this.#links.closingOf(segment);
    let isAtEnd = false;
    while (!isAtEnd) {
      const step = scanner.next();
      if (step === 'end') break;
      if (step === 'damage') this.#noteDamage(segment, scanner.damage);
      else isAtEnd = this.#takeFrame(segment, scanner, closing);
      this.byteCount += scanner.end - scanner.position;
      if (this.byteCount - this.#bytesAtPause < PAUSE_BYTES) continue;
      this.#bytesAtPause = this.byteCount;
      yield;
    }
    this.byteCount += SEGMENT_HEADER_BYTES;
    if (!this.#links.isFollowed(segment)) return;
    if (scanner.end < segment.size) this.#noteRest(segment, scanner.end, isAtEnd);
    if (isAtEnd && closing && !this.#isSegmentBroken) this.#compareLength(closing);
    this.#leave(segment, isAtEnd ? undefined : closing);
  }

  /** Every frame up to the right one is there, so that the length can't be another: only a holder of the key can say so. */
  #compareLength({ prevBytes, index, name: file }: Closing): void {
    if (this.end === prevBytes) return;
    const message = 'a header gives another length of the segment before it than its events have';
    const evidence = { prevBytes, end: this.end };
    const draft = { code: 'SEGMENT_HEADER_TAMPERED', message, file, evidence } as const;
    this.#options.findings.add(
      { ...draft, bytes: [0, SEGMENT_HEADER_BYTES] },
      { segment: index, offset: 0 },
    );
  }

  /** Links a segment to the one before it. */
  #enter(segment: Segment, first: number): void {
    this.end = SEGMENT_HEADER_BYTES;
    this.#isSegmentBroken = false;
    const { header } = segment;
    if (header !== undefined && !this.history.key.enterSegment(header.kid)) {
      const message = 'a segment is under a key that is not in force where it begins';
      this.#add(segment, { code: 'KEY_EPOCH', message, bytes: [0, SEGMENT_HEADER_BYTES] });
    }
    if (this.#previous === undefined) this.#enterFirst(segment, first);
    else if (header !== undefined) this.#enterNext(segment, header, this.#previous);
  }

  #enterFirst(segment: Segment, first: number): void {
    this.missingAtStart = first - 1;
    this.expected = first;
    if (first > 1) this.#miss(first - 1);
    if (first > 1 || segment.header === undefined || isFirstOfLog(segment.header)) return;
    const message = 'the first segment names one before it';
    this.#add(segment, {
      code: 'SEGMENT_HEADER_TAMPERED',
      message,
      bytes: [0, SEGMENT_HEADER_BYTES],
    });
  }

  #enterNext(segment: Segment, header: SegmentHeader, previous: Segment): void {
    const isCopy = header.firstSeq === previous.first;
    if (isCopy || header.prevFirst === previous.first) return;
    if (!this.#links.isSkipped(header.prevFirst)) {
      this.#add(segment, {
        code: 'SEGMENT_MISSING',
        message: 'the segment before this one is not there',
        bytes: [0, SEGMENT_HEADER_BYTES],
        ...(this.expected < header.firstSeq && { seqs: [this.expected, header.firstSeq] }),
        evidence: { prevFirst: header.prevFirst, found: previous.first ?? 0 },
      });
    }
    this.#reach(header.firstSeq);
  }

  /** Takes leave of a segment that another follows; `closing` says how it ought to have ended when it did not. */
  #leave(segment: Segment, closing: Closing | undefined): void {
    const atEnd = this.#pending.find((damage) => damage.end === segment.size);
    const isShort = closing !== undefined && segment.size < closing.prevBytes;
    if (isShort) this.#addTruncated(segment, closing, atEnd);
    else if (closing !== undefined && this.#pending.length === 0)
      this.#addMismatch(segment, closing);
    if (this.openAppend !== undefined && this.#pending.length === 0 && !isShort) {
      this.#addSplit(segment, this.openAppend);
    }
    this.openAppend = undefined;
    for (const damage of this.#pending) {
      damage.follower = 'segment';
      damage.until = closing?.firstSeq;
    }
    if (closing === undefined) return;
    this.#pending = [];
    this.#reach(closing.firstSeq);
  }

  #addTruncated(segment: Segment, closing: Closing, atEnd: DamageRecord | undefined): void {
    if (atEnd !== undefined) atEnd.isOfTruncation = true;
    this.#add(segment, {
      code: 'SEGMENT_TRUNCATED',
      message: 'a closed segment is shorter than the next one says',
      bytes: [atEnd?.start ?? this.end, segment.size],
      ...(this.expected < closing.firstSeq && { seqs: [this.expected, closing.firstSeq] }),
      evidence: { bytes: segment.size, prevBytes: closing.prevBytes },
    });
  }

  /** The segment is long enough and has no damage at its end, and yet does not end as the next one says. */
  #addMismatch(segment: Segment, closing: Closing): void {
    const isGap = this.expected < closing.firstSeq;
    this.#add(segment, {
      code: isGap ? 'GAP' : 'FORK',
      message: isGap
        ? 'events are missing at the end of a closed segment'
        : 'a segment ends in another event than the next one says',
      bytes: [this.end, segment.size],
      seqs: isGap ? [this.expected, closing.firstSeq] : [closing.firstSeq - 1, closing.firstSeq],
    });
  }

  #addSplit(segment: Segment, append: OpenAppend): void {
    this.#add(segment, {
      code: 'SPLIT_APPEND',
      message: 'the last events of an append are missing though a segment follows',
      bytes: [append.position, this.end],
      seqs: [append.seq, this.expected],
    });
  }

  /** What is left of a closed segment: bytes too many, or zeros where frames ought to be. */
  #noteRest(segment: Segment, end: number, isAtEnd: boolean): void {
    if (!isAtEnd && this.expected !== this.#links.firstBehind(segment)) {
      this.#noteDamage(segment, { start: end, end: segment.size, whole: [] });
      return;
    }
    this.#add(segment, {
      code: 'SEGMENT_TRAILING_BYTES',
      message: 'there are bytes behind the last event of a closed segment',
      bytes: [end, segment.size],
    });
  }

  #takeFrame(segment: Segment, scanner: SegmentScanner, closing?: Closing): boolean {
    const { buffer, at } = scanner;
    const seq = frameSeq(buffer, at);
    this.withFrames.add(segment.name);
    if (seq < this.expected) {
      this.#noteStale(segment, scanner, seq);
      return false;
    }
    this.#report.lookAt(segment, scanner);
    if (seq > this.expected && this.#pending.length === 0) {
      this.#isSegmentBroken = true;
      const message = 'events are missing in front of this one, and no damage is there';
      this.#report.add({ code: 'GAP', message }, [this.expected, seq]);
    }
    if (this.#pending.length > 0) this.#resolvePending(segment, seq, scanner.position);
    this.#reach(seq);
    this.#accept(segment, scanner, seq);
    if (closing === undefined || seq !== closing.firstSeq - 1) return false;
    return trailerBefore(buffer, at + scanner.end - scanner.position) === closing.prevTrailer;
  }

  #accept(segment: Segment, scanner: SegmentScanner, seq: number): void {
    const { buffer, at, position, end } = scanner;
    this.history.take(scanner, segment.header?.createdUs ?? 0);
    this.#options.anchors.take(scanner);
    this.index.note(segment, position, seq);
    if (seq === this.#options.head?.seq) this.#compareHead(this.#options.head, scanner);
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

  #compareHead(head: HeadSlot, { buffer, at, position, end }: SegmentScanner): void {
    const kids = [frameKid(buffer, at), this.history.key.kid];
    this.isHeadKidWrong = !kids.includes(head.kid);
    this.isHeadTrailerWrong = trailerBefore(buffer, at + end - position) !== head.trailer;
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
    this.#wholeCount += damage.whole.length;
    const record: DamageRecord = {
      ...damage,
      whole: this.#wholeCount > WHOLE_FRAMES_MAX ? [] : damage.whole,
      segment,
      expected: this.expected,
      until: undefined,
      follower: undefined,
      isOfTruncation: false,
      kidInForce: this.history.key.kid,
      openAppend: this.openAppend,
      lastWhole: this.lastWhole,
      verifiedCount: this.verifiedCount,
    };
    this.#pending.push(record);
    if (this.damages.length < DAMAGES_MAX) {
      this.damages.push(record);
      return;
    }
    const message = 'there is more damage than was looked into';
    this.#add(segment, { code: 'CORRUPT', message, bytes: [damage.start, damage.end] });
  }

  #resolvePending(segment: Segment, seq: number, position: number): void {
    for (const damage of this.#pending) {
      const isAdjacent = damage.segment === segment && damage.end === position;
      damage.until = seq;
      damage.follower = isAdjacent ? 'adjacentFrame' : 'frame';
    }
    this.#pending = [];
  }

  #noteStale(segment: Segment, scanner: SegmentScanner, seq: number): void {
    this.#isSegmentBroken = true;
    const { buffer, at, position, end } = scanner;
    const trailer = trailerBefore(buffer, at + end - position);
    const last = this.stale.at(-1);
    if (last?.segment === segment && last.end === position && last.last + 1 === seq) {
      last.last = seq;
      last.end = end;
      last.trailer = trailer;
    } else if (this.stale.length < STALE_RUNS_MAX) {
      this.stale.push({ segment, start: position, end, first: seq, last: seq, trailer });
    } else {
      const message = 'there are more events out of place than were looked into';
      this.#add(segment, { code: 'DUPLICATE', message, bytes: [position, end] });
    }
  }

  #add(segment: Segment, draft: Omit<FindingDraft, 'file'>): void {
    const offset = draft.bytes?.[0] ?? 0;
    const place = { segment: segment.index, offset };
    this.#options.findings.add({ ...draft, file: segment.name }, place);
  }
}
