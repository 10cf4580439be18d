import { letOthersRun } from './host/let-others-run.ts';
import { frameLen, frameSeq } from './format/frame.ts';
import { FRAME_FIELDS_BYTES } from './format/limits.ts';
import { isFsError, type LogFs } from './fs/log-fs.ts';
import { nodeFs } from './fs/node-fs.ts';
import { withLogCode } from './io-error.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { SubjectKeys } from './life/subject-keys.ts';
import { Subjects } from './life/subjects.ts';
import { checkReadOptions } from './query/check-read-options.ts';
import { compileFilter, type EventFilter } from './query/event-filter.ts';
import { storedEventOf, type FrameView } from './query/stored-event.ts';
import { SegmentWindow } from './segment-window.ts';
import type { ReadOptions, StoredEvent } from './types.ts';
import { authenticFrames, type FramesSource } from './verify/authentic-frames.ts';
import { parseEvent } from './verify/event-form.ts';
import { judgeHead } from './verify/head.ts';
import { identifyLog } from './verify/identity.ts';
import { readLogFolder } from './verify/log-folder.ts';
import { isWalked } from './verify/segment-links.ts';
import { judgeSegments, type Segment } from './verify/segments.ts';
import { verifyLog } from './verify/verify-log.ts';

export interface ReadableLog {
  readonly dir: string;
  readonly keyRing: KeyRing;
  readonly fs?: LogFs;
  /** Payloads under the keys of their subjects are shown; without, they come as they are stored. */
  readonly subjects?: SubjectKeys;
}

/**
 * Reads the events of a log that are authentic where they stand, in order or backwards, without
 * writing anything: also of a log that is damaged, or that somebody else is writing. What is not
 * authentic is left out, and so is the tail that a crash left: verifyLog says what is missing.
 * Throws LH_INPUT_MISSING, LH_NOT_A_LOG, LH_IO, and LH_KEY_WRONG or LH_KEY_MISSING where it comes
 * to events that are under another key.
 */
export async function* readLog(
  log: ReadableLog,
  options: ReadOptions = {},
): AsyncGenerator<StoredEvent> {
  checkReadOptions(options);
  const { limit = Infinity, backwards = false } = options;
  let count = 0;
  try {
    const reader = new LogEvents({ ...log, fs: log.fs ?? nodeFs }, options);
    for await (const event of backwards ? reader.backwards() : reader.forwards()) {
      if (count >= limit) return;
      count += 1;
      yield event;
    }
  } catch (error) {
    throw isFsError(error) ? withLogCode(error, 'read the log') : error;
  }
}

/** Bytes between two pauses, in which others get their turn. */
const PAUSE_BYTES = 4_194_304;

type Place = Segment & { readonly isLast: boolean };

interface PlacedFrame {
  readonly frame: FrameView;
  readonly position: number;
}

class LogEvents {
  readonly #source: FramesSource;
  readonly #isWanted: EventFilter;
  readonly #after: number;
  readonly #before: number;
  /** Those that may hold what is asked for. */
  readonly #segments: readonly Place[];
  readonly #subjects: Subjects | undefined;

  constructor(log: ReadableLog & { readonly fs: LogFs }, options: ReadOptions) {
    this.#isWanted = compileFilter(options);
    this.#after = options.after ?? 0;
    this.#before = options.before ?? Infinity;
    const folder = readLogFolder(log.fs, log.dir);
    const keys = identifyLog(folder, log.keyRing);
    this.#subjects = keys && new Subjects(log.subjects, keys.logId);
    const head = judgeHead(folder.head, keys);
    let lastSeq: Promise<number> | undefined;
    const lastSeqOfLog = (): Promise<number> =>
      (lastSeq ??= verifyLog(log).then((verdict) => verdict.lastSeq));
    this.#source = { fs: log.fs, dir: log.dir, keys, lastSeqOfLog };
    const segments = judgeSegments({ ...log, keys }, folder.segments, head).filter(
      (segment) => isWalked(segment) || segment.state === 'wrongKey',
    );
    this.#segments = segments.flatMap((segment, index) => {
      const next = segments[index + 1];
      const isBehind = (segment.first ?? 0) >= this.#before;
      const isInFront = next?.first !== undefined && next.first - 1 <= this.#after;
      return isBehind || isInFront ? [] : [{ ...segment, isLast: next === undefined }];
    });
  }

  async *forwards(): AsyncGenerator<StoredEvent> {
    let lastSeq = this.#after;
    for (const segment of this.#segments) {
      for await (const { frame } of this.#framesOf(segment, lastSeq)) {
        lastSeq = frameSeq(frame.bytes, frame.offset);
        const event = this.#eventOf(frame);
        if (event !== undefined) yield event;
      }
    }
  }

  /**
   * Goes through each segment forwards, from the last to the first, and remembers where the events
   * are that are asked for.
   */
  async *backwards(): AsyncGenerator<StoredEvent> {
    for (const segment of this.#segments.toReversed()) {
      const positions: number[] = [];
      for await (const { frame, position } of this.#framesOf(segment, this.#after)) {
        if (this.#eventOf(frame) !== undefined) positions.push(position);
      }
      yield* this.#eventsAt(segment, positions.toReversed());
    }
  }

  /** Gives the frames of a segment with sequence numbers that are asked for and above `last`. */
  async *#framesOf(segment: Place, last: number): AsyncGenerator<PlacedFrame> {
    let lastSeq = last;
    let pauseAt = PAUSE_BYTES;
    for await (const { buffer, at, position, end } of authenticFrames(this.#source, segment)) {
      if (end >= pauseAt) {
        pauseAt = end + PAUSE_BYTES;
        await letOthersRun();
      }
      const seq = frameSeq(buffer, at);
      if (seq >= this.#before) return;
      if (seq <= lastSeq) continue;
      lastSeq = seq;
      yield { frame: { bytes: buffer, offset: at, len: end - position }, position };
    }
  }

  #eventOf(frame: FrameView): StoredEvent | undefined {
    const event = parseEvent(frame.bytes, frame.offset, frame.len);
    if (typeof event === 'string' || !this.#isWanted(frame, event.meta)) return undefined;
    const stored = storedEventOf(frame, event.meta);
    return this.#subjects?.show(stored) ?? stored;
  }

  *#eventsAt(segment: Segment, positions: readonly number[]): Generator<StoredEvent> {
    const { fs, dir } = this.#source;
    const file = fs.open(`${dir}/${segment.name}`, 'read');
    try {
      const window = new SegmentWindow(file, segment.size);
      for (const position of positions) {
        if (!window.load(position, FRAME_FIELDS_BYTES)) return;
        const len = frameLen(window.buffer, position - window.base);
        if (!window.load(position, len)) return;
        const event = this.#eventOf({ bytes: window.buffer, offset: position - window.base, len });
        if (event !== undefined) yield event;
      }
    } finally {
      file.close();
    }
  }
}
