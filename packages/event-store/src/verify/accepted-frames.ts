import { FLAG_MORE, frameFlags, frameKid, trailerBefore } from '../format/frame.ts';
import type { HeadSlot } from '../format/head-slot.ts';
import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { SegmentScanner } from '../scan.ts';
import { SegmentWindow } from '../segment-window.ts';
import type { AnchorCheck } from './anchor-check.ts';
import type { OpenAppend } from './damage-record.ts';
import { EventNames, type NamesMax } from './event-names.ts';
import type { FindingList } from './finding-list.ts';
import { FrameFinder, FrameIndex, type AcceptedFrame } from './frame-index.ts';
import { FrameReport } from './frame-report.ts';
import { History, type HistoryOptions } from './history.ts';
import type { CleanRun } from './runs/clean-run.ts';
import type { NameHash } from './runs/name-hash.ts';
import { framesOfRun } from './runs/frames-of-run.ts';
import type { Segment } from './segments.ts';

export interface AcceptOptions extends Omit<HistoryOptions<EventNames>, 'names' | 'framesAgain'> {
  readonly fs: LogFs;
  readonly dir: string;
  readonly hash: NameHash;
  readonly namesMax?: NamesMax | undefined;
  readonly segments: readonly Segment[];
  readonly findings: FindingList;
  readonly anchors: AnchorCheck;
  readonly head: HeadSlot | undefined;
}

/** The part of a log that was accepted, as far as a walk has come: frames in order of sequence. */
export class AcceptedFrames {
  readonly index: FrameIndex;
  readonly history: History<EventNames>;
  /** One more than the last sequence number that was accepted or is known to be missing. */
  expected = 1;
  lastSeq = 0;
  lastWhole = 0;
  verifiedCount = 0;
  openAppend: OpenAppend | undefined;
  /** Where the last accepted frame of the segment ends. */
  end = SEGMENT_HEADER_BYTES;
  /** The frame that HEAD names ends otherwise, or is under another key. */
  isHeadTrailerWrong = false;
  isHeadKidWrong = false;
  protected readonly report: FrameReport;
  readonly #anchors: AnchorCheck;
  readonly #head: HeadSlot | undefined;

  constructor(options: AcceptOptions) {
    this.#anchors = options.anchors;
    this.#head = options.head;
    this.report = new FrameReport(options.findings);
    const names = (report: FrameReport) => new EventNames(report, options.hash, options.namesMax);
    let bytes = 0;
    for (const segment of options.segments) bytes += segment.size;
    this.index = new FrameIndex(bytes);
    const framesAgain = (first: number, last: number) => this.#framesAgain(options, first, last);
    this.history = new History({ ...options, names, framesAgain }, this.report);
  }

  /** Goes on at a sequence number; those up to there are missing. */
  protected reach(seq: number): void {
    if (seq <= this.expected) return;
    this.miss(seq - this.expected, seq);
    this.openAppend = undefined;
    this.expected = seq;
  }

  /** So many frames in front of this one are missing. */
  protected miss(count: number, seq: number): void {
    this.history.miss(count, seq);
    this.#anchors.miss();
  }

  /** Accepts the frame that the scanner shows. */
  protected accept(segment: Segment, scanner: SegmentScanner, seq: number): void {
    const { buffer, at, position, end } = scanner;
    this.history.take(scanner, segment.header?.createdUs ?? 0);
    this.#anchors.take(scanner);
    if (seq === this.#head?.seq)
      this.#compareHead(this.#head, frameKid(buffer, at), trailerOf(scanner));
    const isWhole = (frameFlags(buffer, at) & FLAG_MORE) === 0;
    this.#goOn(segment, {
      start: position,
      end,
      firstSeq: seq,
      lastSeq: seq,
      lastWholeSeq: isWhole ? seq : 0,
      openAppend: isWhole ? undefined : { position, seq },
    });
  }

  /** Accepts all frames of a run at once, if none of them calls for a closer look. */
  protected acceptRun(segment: Segment, { file }: SegmentScanner, run: CleanRun): boolean {
    const { firstSeq, lastSeq } = run;
    const head = this.#head;
    const isHeadWithin = head !== undefined && head.seq >= firstSeq && head.seq < lastSeq;
    if (firstSeq !== this.expected || isHeadWithin) return false;
    if (!this.history.takeRun(run, segment.header?.createdUs ?? 0)) return false;
    if (this.#anchors.asksFor(firstSeq, lastSeq)) {
      const window = new SegmentWindow(file, segment.size);
      for (const frame of framesOfRun(window, run)) this.#anchors.take(frame);
    }
    if (head?.seq === lastSeq) this.#compareHead(head, run.kid, run.lastTrailer);
    this.#goOn(segment, run);
    return true;
  }

  *#framesAgain(log: AcceptOptions, first: number, last: number): Generator<AcceptedFrame> {
    const finder = new FrameFinder(log, this.index);
    try {
      yield* finder.between(first, last);
    } finally {
      finder.close();
    }
  }

  #goOn(segment: Segment, row: FramesInRow): void {
    const { start: position, end, firstSeq: seq, lastSeq } = row;
    this.index.note(segment, { seq, endSeq: lastSeq + 1, position, end });
    if (row.lastWholeSeq > 0) {
      this.lastWhole = row.lastWholeSeq;
      this.openAppend = undefined;
    }
    this.openAppend ??= row.openAppend;
    this.lastSeq = lastSeq;
    this.expected = lastSeq + 1;
    this.end = end;
    this.verifiedCount += this.expected - seq;
  }

  #compareHead(head: HeadSlot, kid: number, trailer: string): void {
    this.isHeadKidWrong = ![kid, this.history.key.kid].includes(head.kid);
    this.isHeadTrailerWrong = trailer !== head.trailer;
  }
}

type FramesInRow = Pick<
  CleanRun,
  'start' | 'end' | 'firstSeq' | 'lastSeq' | 'lastWholeSeq' | 'openAppend'
>;

/** The last 36 bytes of the frame that the scanner shows, as latin1. */
export function trailerOf({ buffer, at, position, end }: SegmentScanner): string {
  return trailerBefore(buffer, at + end - position);
}
