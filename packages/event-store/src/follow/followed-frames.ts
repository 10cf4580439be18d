import {
  FLAG_MORE,
  frameFlags,
  frameLen,
  frameSeq,
  frameTsUs,
  trailerBefore,
} from '../format/frame.ts';
import { MAC_BYTES } from '../format/limits.ts';
import type { LogFile } from '../fs/log-fs.ts';
import { SegmentScanner } from '../scan.ts';
import type { FrameReport } from '../verify/frame-report.ts';
import type { History } from '../verify/history.ts';
import type { CheckedPart, CleanRun } from '../verify/runs/clean-run.ts';
import { checkerFor, type PartKeys, type PartOfSegment } from '../verify/runs/part-checker.ts';
import type { NameHash } from '../verify/runs/name-hash.ts';
import { PartCursor } from '../verify/runs/run-source.ts';
import type { SeenEvent, Suspicion } from './follow-turn.ts';
import type { LiveKeys } from './live-keys.ts';
import type { RecentNames } from './recent-names.ts';
import { trailerAt, type SegmentCursor } from './segment-cursor.ts';

/** A log that is followed, and how far. */
export interface FollowedLog {
  readonly ofLog: { readonly keys: LiveKeys; readonly hash: NameHash };
  readonly report: FrameReport;
  readonly history: History<RecentNames>;
  readonly beganAtSeq: number;
  cursor: SegmentCursor;
  /** The sequence number that comes next. */
  expected: number;
}

export type CheckPart = (part: PartOfSegment, ofLog: PartKeys) => CheckedPart;

/** Frames in a row. */
type Place = Pick<CleanRun, 'start' | 'end' | 'firstSeq' | 'lastSeq'>;

/**
 * Takes the frames of a log in order, turn by turn: those that are as a writer leaves them many at
 * once, all others one by one, so that what is said of them is what a reader says that knows no
 * other way.
 */
export class FollowedFrames {
  /** Last whole append that was verified. */
  seen: SeenEvent | undefined;
  verifiedCount = 0;
  /** Of this turn. */
  eventCount = 0;
  byteCount = 0;
  oldestTsUs: number | undefined;
  readonly #suspect: (suspicion: Suspicion) => void;
  readonly #checkPart: CheckPart;
  /** What an earlier follower saw last, until it has been found again. */
  #remembered: SeenEvent | undefined;
  #eventsMax = 0;

  constructor(
    seen: SeenEvent | undefined,
    suspect: (suspicion: Suspicion) => void,
    checkPart: CheckPart = (part, ofLog) => checkerFor(ofLog).check(part),
  ) {
    this.seen = seen;
    this.#remembered = seen;
    this.#suspect = suspect;
    this.#checkPart = checkPart;
  }

  /** What the log must have: what was seen last, now or by an earlier follower. */
  get lastKnown(): SeenEvent | undefined {
    return this.#remembered ?? this.seen;
  }

  get isTurnFull(): boolean {
    return this.eventCount >= this.#eventsMax;
  }

  beginTurn(eventsMax: number): void {
    this.#eventsMax = eventsMax;
    this.eventCount = 0;
    this.byteCount = 0;
    this.oldestTsUs = undefined;
  }

  /** Nothing that was seen is held against the log any more. */
  forget(): void {
    this.#remembered = undefined;
    this.seen = undefined;
  }

  /** Takes frames from the cursor to `end`, or as many as the turn may still take. */
  take(log: FollowedLog, file: LogFile, end: number): void {
    const { cursor } = log;
    if (end <= cursor.position) return;
    const size = Math.min(end, file.size());
    const framesMax = this.#eventsMax - this.eventCount;
    const part = { file, size, start: cursor.position, end: size, framesMax };
    const runs = new PartCursor(this.#checkPart(part, log.ofLog));
    let scanner: SegmentScanner | undefined;
    while (!this.isTurnFull) {
      const start = cursor.position;
      const run = runs.at(start);
      if (run !== undefined && this.#takeRun(log, run)) {
        cursor.position = run.end;
        scanner?.skipTo(run.end);
      } else {
        scanner ??= scannerFrom(log, file, size);
        const step = scanner.next();
        if (step === 'end') break;
        if (step === 'frame') this.#takeFrame(log, scanner);
        else this.#noteDamage(log, scanner);
        cursor.position = scanner.end;
      }
      this.byteCount += cursor.position - start;
    }
    cursor.trailer = trailerAt(file, cursor.position);
  }

  /** Takes all frames of a run, if there is nothing to say of any of them. */
  #takeRun(log: FollowedLog, run: CleanRun): boolean {
    const { firstSeq, lastSeq } = run;
    const rememberedSeq = this.#remembered?.seq ?? 0;
    const isRememberedWithin = rememberedSeq >= firstSeq && rememberedSeq <= lastSeq;
    if (firstSeq !== log.expected || isRememberedWithin) return false;
    if (!log.history.takeRun(run, log.cursor.segment.header?.createdUs ?? 0)) return false;
    this.#goOn(log, run, run.firstTsUs);
    if (run.lastWholeSeq === lastSeq) this.#see(log, lastSeq, run.lastTrailer);
    return true;
  }

  #takeFrame(log: FollowedLog, scanner: SegmentScanner): void {
    const { buffer, at, position: start, end } = scanner;
    const seq = frameSeq(buffer, at);
    const { segment } = log.cursor;
    log.report.lookAt(segment, scanner);
    if (seq !== log.expected) {
      const [firstSeq, lastSeq] = seq < log.expected ? [seq, seq] : [log.expected, seq - 1];
      const message = 'a sequence number is not the next';
      this.#utter(log, { kind: 'order', message }, { start, end, firstSeq, lastSeq });
      if (seq < log.expected) return;
      log.history.miss(seq - log.expected, seq);
    }
    log.history.take(scanner, segment.header?.createdUs ?? 0);
    this.#goOn(log, { start, end, firstSeq: seq, lastSeq: seq }, frameTsUs(buffer, at));
    const isRemembered = seq === this.#remembered?.seq;
    if ((frameFlags(buffer, at) & FLAG_MORE) !== 0 && !isRemembered) return;
    const trailer = trailerBefore(buffer, at + frameLen(buffer, at));
    if (isRemembered) this.#compareRemembered(log, seq, trailer);
    this.#see(log, seq, trailer);
  }

  #noteDamage(log: FollowedLog, { damage: { start, end } }: SegmentScanner): void {
    const { expected } = log;
    const message = 'bytes below what is durable are not authentic';
    const place = { start, end, firstSeq: expected, lastSeq: expected };
    this.#utter(log, { kind: 'damage', message }, place);
  }

  #goOn(log: FollowedLog, place: Place, firstTsUs: number): void {
    const count = place.lastSeq + 1 - place.firstSeq;
    log.expected = place.lastSeq + 1;
    this.verifiedCount += count;
    this.eventCount += count;
    this.oldestTsUs ??= firstTsUs;
    if (!log.history.names.takeSuspicion()) return;
    const message = 'a name seems to be used twice, or a version of a stream not to be the next';
    this.#utter(log, { kind: 'names', message }, place);
  }

  #see({ ofLog, cursor }: FollowedLog, seq: number, trailer: string): void {
    this.seen = { logId: ofLog.keys.logId, seq, mac: macOf(trailer), segFirst: cursor.first };
  }

  #compareRemembered(log: FollowedLog, seq: number, trailer: string): void {
    if (macOf(trailer) !== this.#remembered?.mac) {
      this.#suspect({
        kind: 'changed',
        message: 'an event is not the one that was seen in its place',
        file: log.cursor.segment.name,
        segFirst: log.cursor.first,
        seqs: [seq, seq + 1],
      });
    }
    this.#remembered = undefined;
  }

  #utter({ cursor }: FollowedLog, what: Pick<Suspicion, 'kind' | 'message'>, place: Place): void {
    this.#suspect({
      ...what,
      file: cursor.segment.name,
      segFirst: cursor.first,
      bytes: [place.start, place.end],
      seqs: [place.firstSeq, place.lastSeq + 1],
    });
  }
}

function scannerFrom({ ofLog, cursor }: FollowedLog, file: LogFile, size: number): SegmentScanner {
  return new SegmentScanner({
    file,
    size,
    frameMac: (kid) => ofLog.keys.get(kid)?.frameMac,
    from: cursor.position,
    firstFront: cursor.front,
  });
}

/** Base64 of the MAC in a frame's last 36 bytes. */
function macOf(trailer: string): string {
  return Buffer.from(trailer, 'latin1').toString('base64', 0, MAC_BYTES);
}
