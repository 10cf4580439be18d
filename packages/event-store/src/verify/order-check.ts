import { frameDurable, frameSeq, frameTsUs } from '../format/frame.ts';
import type { FrameCursor, FrameReport } from './frame-report.ts';
import type { CleanRun } from './runs/clean-run.ts';

const CLOCK_SKEW_US = 300_000_000;

/**
 * Rule 8 but for the sequence itself, and what times must be: only a holder of the key can break
 * these.
 */
export class OrderCheck {
  /** Highest seq that an authentic frame says was durable. */
  durableMax = 0;
  lastTsUs = 0;
  readonly #report: FrameReport;
  readonly #tsUsMax: number;
  #durable = 0;

  constructor(report: FrameReport, nowUs: number | undefined) {
    this.#report = report;
    this.#tsUsMax = nowUs === undefined ? Number.MAX_SAFE_INTEGER : nowUs + CLOCK_SKEW_US;
  }

  /**
   * Takes the next frame; `tsUsMin` is the earliest time it may have by its segment and its epoch.
   */
  take(cursor: FrameCursor, tsUsMin: number): void {
    const { buffer, at } = cursor;
    const durable = frameDurable(buffer, at);
    const tsUs = frameTsUs(buffer, at);
    if (durable < this.#durable || durable >= frameSeq(buffer, at)) this.#reportDurable(cursor);
    if (tsUs <= this.lastTsUs || tsUs > this.#tsUsMax || tsUs < tsUsMin) {
      this.#reportTime(tsUs, tsUsMin);
    }
    this.durableMax = Math.max(this.durableMax, Math.min(durable, frameSeq(buffer, at) - 1));
    this.#durable = durable;
    this.lastTsUs = tsUs;
  }

  /** Tells whether nothing is wrong with the order of a run that comes next. */
  fits({ firstDurable, firstTsUs, lastTsUs }: CleanRun, tsUsMin: number): boolean {
    return (
      firstDurable >= this.#durable &&
      firstTsUs > this.lastTsUs &&
      firstTsUs >= tsUsMin &&
      lastTsUs <= this.#tsUsMax
    );
  }

  /** Takes the frames of a run that fits. */
  takeRun({ lastDurable, lastTsUs }: CleanRun): void {
    this.durableMax = Math.max(this.durableMax, lastDurable);
    this.#durable = lastDurable;
    this.lastTsUs = lastTsUs;
  }

  #reportDurable(cursor: FrameCursor): void {
    const durable = frameDurable(cursor.buffer, cursor.at);
    this.#report.add({
      code: 'TAMPERED',
      message: 'an authentic event says of what was durable what cannot be',
      evidence: { durable, durableBefore: this.#durable },
    });
  }

  #reportTime(tsUs: number, tsUsMin: number): void {
    const evidence = { tsUs, tsUsBefore: this.lastTsUs };
    if (tsUs <= this.lastTsUs) {
      const message = 'an event is not later than the one before it';
      this.#report.add({ code: 'TIMESTAMP_BACKWARDS', message, evidence });
    }
    if (tsUs > this.#tsUsMax) {
      const message = 'an event is later than the clock of the reader';
      this.#report.add({ code: 'TIMESTAMP_FUTURE', message, evidence });
    }
    if (tsUs < tsUsMin) {
      const message = 'an event is earlier than its segment or its epoch';
      this.#report.add({ code: 'TIMESTAMP_EPOCH', message, evidence: { tsUs, tsUsMin } });
    }
  }
}
