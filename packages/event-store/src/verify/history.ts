import { frameKid, frameSeq } from '../format/frame.ts';
import type { Meta } from '../format/meta.ts';
import type { Archived, SystemRecord } from '../format/system-payload.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import { parseEvent } from './event-form.ts';
import type { FrameCursor, FrameReport } from './frame-report.ts';
import { KeyInForce } from './key-in-force.ts';
import { OrderCheck } from './order-check.ts';
import { RegisteredAgents, type FramesAgain } from './registered-agents.ts';
import type { CleanRun } from './runs/clean-run.ts';

/** A backup that ended with event `seq` was put in place of the log. */
export interface Restore {
  readonly incarnation: number;
  readonly seq: number;
}

export interface HistoryOptions<T extends NameCheck> {
  readonly keys: KeysOfLog | undefined;
  readonly nowUs: number | undefined;
  /** Where restores are put down. */
  readonly restores: Restore[];
  readonly names: (report: FrameReport) => T;
  /** For what is known to be wrong only later; without it, that is kept frame by frame. */
  readonly framesAgain?: FramesAgain;
}

/** What must hold of the names of streams and events all over a log. */
export interface NameCheck {
  /** So many events are missing in front of the one with this sequence number. */
  miss(count: number, seq: number): void;
  take(meta: Meta): void;
  /** Takes the events of a run at once; false when they are to be taken one by one. */
  takeRun(run: CleanRun): boolean;
}

/**
 * What depends on everything before: takes the accepted frames of a log in order, and reports what
 * is wrong with each.
 */
export class History<T extends NameCheck = NameCheck> {
  readonly key: KeyInForce;
  readonly order: OrderCheck;
  readonly names: T;
  readonly archived: Archived[] = [];
  /** Declared restores, in order. */
  readonly restores: Restore[];
  /** Time of the last `$heartbeat`. */
  heartbeatUs: number | undefined;
  readonly #report: FrameReport;
  readonly #agents: RegisteredAgents;

  constructor(options: HistoryOptions<T>, report: FrameReport) {
    this.#report = report;
    this.restores = options.restores;
    this.key = new KeyInForce(options.keys, report);
    this.order = new OrderCheck(report, options.nowUs);
    this.names = options.names(report);
    this.#agents = new RegisteredAgents(report, options.framesAgain);
  }

  /** Events in front of this one are missing, archived, or can't be verified. */
  miss(count: number, seq: number): void {
    if (count <= 0) return;
    this.names.miss(count, seq);
    this.#agents.miss();
    this.key.forget();
  }

  /** Takes the next frame, whose sequence number has been looked at before. */
  take(cursor: FrameCursor, segmentCreatedUs: number): void {
    this.key.take(cursor);
    this.order.take(cursor, Math.max(segmentCreatedUs, this.key.epochStartUs));
    const { buffer, at, position, end } = cursor;
    const event = parseEvent(buffer, at, end - position);
    if (typeof event === 'string') return this.#reportForm(event, frameSeq(buffer, at));
    const { meta, record } = event;
    this.#takeEvent(meta);
    if (record !== undefined) this.#replay(cursor, record);
    if (record?.type === '$epoch_sealed') return;
    this.key.noteTime(frameSeq(buffer, at), this.order.lastTsUs);
  }

  /**
   * Takes all frames of a run at once, if there is nothing to say about any of them and nothing to
   * remember but what the run tells; else does nothing, and they are to be taken one by one.
   */
  takeRun(run: CleanRun, segmentCreatedUs: number): boolean {
    const tsUsMin = Math.max(segmentCreatedUs, this.key.epochStartUs);
    if (run.kid !== this.key.kid || !this.order.fits(run, tsUsMin)) return false;
    if (!this.#agents.mayTakeRun(run) || !this.names.takeRun(run)) return false;
    this.#agents.takeRun(run);
    this.order.takeRun(run);
    this.key.noteTime(run.firstSeq, run.lastTsUs);
    return true;
  }

  #reportForm(part: string, seq: number): void {
    const message = `an authentic event breaks the form of its ${part}`;
    this.#report.add({ code: 'TAMPERED', message });
    this.names.miss(1, seq + 1);
  }

  #takeEvent(meta: Meta): void {
    this.names.take(meta);
    this.#agents.take(meta);
  }

  #replay({ buffer, at }: FrameCursor, record: SystemRecord): void {
    switch (record.type) {
      case '$key_rotated':
        return this.key.rotate(record);
      case '$epoch_sealed':
        return this.key.seal(record, { kid: frameKid(buffer, at), sealSeq: frameSeq(buffer, at) });
      case '$archived':
        this.archived.push(record);
        return undefined;
      case '$agent_registered':
        return this.#agents.register(record);
      case '$agent_revoked':
        return this.#agents.revoke(record);
      case '$store_restored':
        this.restores.push({ incarnation: record.incarnation, seq: frameSeq(buffer, at) - 1 });
        return undefined;
      case '$heartbeat':
        this.heartbeatUs = this.order.lastTsUs;
        return undefined;
      case 'other':
        return undefined;
    }
  }
}
