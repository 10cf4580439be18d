import { frameKid, frameSeq } from '../format/frame.ts';
import type { Meta } from '../format/meta.ts';
import type { Archived, SystemRecord } from '../format/system-payload.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import { parseEvent } from './event-form.ts';
import type { FrameCursor, FrameReport } from './frame-report.ts';
import { KeyInForce } from './key-in-force.ts';
import { OrderCheck } from './order-check.ts';
import { RegisteredAgents } from './registered-agents.ts';
import { StreamVersions } from './stream-versions.ts';
import { UsedNames } from './used-names.ts';

/** A backup that ended with event `seq` was put in place of the log. */
export interface Restore {
  readonly incarnation: number;
  readonly seq: number;
}

export interface HistoryOptions {
  readonly keys: KeysOfLog | undefined;
  readonly nowUs: number | undefined;
  /** Where restores are put down. */
  readonly restores: Restore[];
  /** Rule 11, when not all names of the log are to be remembered. */
  readonly names?: Pick<UsedNames, 'take'>;
}

/**
 * What depends on everything before: takes the accepted frames of a log in order, and reports what
 * is wrong with each.
 */
export class History {
  readonly key: KeyInForce;
  readonly order: OrderCheck;
  readonly archived: Archived[] = [];
  /** Declared restores, in order. */
  readonly restores: Restore[];
  /** Time of the last `$heartbeat`. */
  heartbeatUs: number | undefined;
  readonly #report: FrameReport;
  readonly #streams = new StreamVersions();
  readonly #names: Pick<UsedNames, 'take'>;
  readonly #agents: RegisteredAgents;

  constructor(options: HistoryOptions, report: FrameReport) {
    this.#report = report;
    this.restores = options.restores;
    this.key = new KeyInForce(options.keys, report);
    this.order = new OrderCheck(report, options.nowUs);
    this.#names = options.names ?? new UsedNames(report);
    this.#agents = new RegisteredAgents(report);
  }

  /** Events are missing here, archived, or can't be verified. */
  miss(count: number): void {
    if (count <= 0) return;
    this.#streams.miss(count);
    this.#agents.miss();
    this.key.forget();
  }

  /** Takes the next frame, whose sequence number has been looked at before. */
  take(cursor: FrameCursor, segmentCreatedUs: number): void {
    this.key.take(cursor);
    this.order.take(cursor, Math.max(segmentCreatedUs, this.key.epochStartUs));
    const { buffer, at, position, end } = cursor;
    const event = parseEvent(buffer, at, end - position);
    if (typeof event === 'string') return this.#reportForm(event);
    const { meta, record } = event;
    this.#takeEvent(meta);
    if (record !== undefined) this.#replay(cursor, record);
    if (record?.type === '$epoch_sealed') return;
    this.key.noteTime(frameSeq(buffer, at), this.order.lastTsUs);
  }

  #reportForm(part: string): void {
    const message = `an authentic event breaks the form of its ${part}`;
    this.#report.add({ code: 'TAMPERED', message });
    this.#streams.miss(1);
  }

  #takeEvent(meta: Meta): void {
    const expected = this.#streams.take(meta.stream, meta.version);
    if (expected !== undefined) {
      const message = 'the version of a stream does not follow the one before';
      const evidence = { stream: meta.stream, version: meta.version, expected };
      this.#report.add({ code: 'STREAM_GAP', message, evidence });
    }
    this.#names.take(meta);
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
