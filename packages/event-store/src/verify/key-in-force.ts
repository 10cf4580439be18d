import { frameKid } from '../format/frame.ts';
import type { EpochSealed, KeyRotated } from '../format/system-payload.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { FrameCursor, FrameReport } from './frame-report.ts';

/** An epoch that holds events later than its seal says. */
export interface LateEpoch {
  readonly first: number;
  readonly sealSeq: number;
  readonly untilUs: number;
}

/** Late epochs that are looked into. */
const LATE_EPOCHS_MAX = 1000;

/** Which key the next frame must be under: rule 7, by `$key_rotated` and `$epoch_sealed`. */
export class KeyInForce {
  /**
   * Undefined at the beginning and behind frames that are missing: a change of key may be among
   * them.
   */
  kid: number | undefined;
  /** Keys that the log names with another key check value than ours, with the segment where. */
  readonly wrongKids = new Set<number>();
  readonly lateEpochs: LateEpoch[] = [];
  /** Since when the epoch goes, by the seal of the one before. */
  epochStartUs = 0;
  readonly #keys: KeysOfLog | undefined;
  readonly #report: FrameReport;
  /** Time of the last frame of this epoch. */
  #lastTsUs = 0;
  #firstSeq: number | undefined;

  constructor(keys: KeysOfLog | undefined, report: FrameReport) {
    this.#keys = keys;
    this.#report = report;
  }

  /**
   * Tells whether a segment that begins here may have this key, and takes it when nothing else is
   * known.
   */
  enterSegment(kid: number): boolean {
    this.kid ??= kid;
    return this.kid === kid;
  }

  take(cursor: FrameCursor): void {
    const kid = frameKid(cursor.buffer, cursor.at);
    this.kid ??= kid;
    if (kid !== this.kid) {
      const message = 'an event is under a key that is not in force at this point';
      this.#report.add({ code: 'KEY_EPOCH', message, evidence: { kid, inForce: this.kid } });
    }
  }

  /** Takes note of an event in this epoch: the seal's `until` must be above its time. */
  noteTime(seq: number, tsUs: number): void {
    this.#firstSeq ??= seq;
    this.#lastTsUs = tsUs;
  }

  rotate(record: KeyRotated): void {
    if (this.#keys?.isSealed !== false) return;
    this.kid = record.kid;
    const own = this.#keys.get(record.kid);
    if (own !== undefined && own.keyCheck !== record.keyCheck) this.wrongKids.add(record.kid);
  }

  seal(record: EpochSealed, { kid, sealSeq }: { kid: number; sealSeq: number }): void {
    if (this.#keys?.isSealed !== true) return;
    const next = this.#keys.get(kid + 1)?.keyCheck;
    if (record.epoch !== kid || record.next !== next) {
      const message = 'a seal names another epoch or another next key than there are';
      this.#report.add({ code: 'KEY_EPOCH', message, evidence: { epoch: record.epoch, kid } });
    }
    this.#noteLate(record.until, sealSeq);
    this.epochStartUs = record.until;
    this.#lastTsUs = 0;
    this.#firstSeq = undefined;
    this.kid = kid + 1;
  }

  #noteLate(untilUs: number, sealSeq: number): void {
    const first = this.#firstSeq;
    if (first === undefined || this.#lastTsUs < untilUs) return;
    if (this.lateEpochs.length < LATE_EPOCHS_MAX) this.lateEpochs.push({ first, sealSeq, untilUs });
  }

  forget(): void {
    this.kid = undefined;
  }
}
