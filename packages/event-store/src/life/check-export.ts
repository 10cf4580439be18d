/**
 * What an export shows of itself, and how it stands against the log that it came from. By itself it
 * shows order and form alone: the MACs that it carries are over the bytes of frames, and of the
 * frames in front of them, which it does not carry.
 */
import { hasErrorCode } from '@lighthouse/contract/errors';
import type { FindingCode, StoredEvent } from '../types.ts';
import { StreamVersions } from '../verify/stream-versions.ts';
import type { LineFormat } from './event-line.ts';
import { compareLine, formatOfLine, parseExportedLine } from './exported-line.ts';
import type { ExportedLine } from './exported-line.ts';

export interface ExportFinding {
  readonly code: FindingCode;
  /** From 1 on. */
  readonly line: number;
  readonly seq?: number;
  readonly message: string;
}

/** A log that was verified. */
export interface ExportedLog {
  readonly logId: string;
  readonly isIntact: boolean;
  readonly lastSeq: number;
  /** All events that are authentic, in order. */
  readonly events: AsyncIterable<StoredEvent>;
}

export interface ExportCheck {
  readonly format: LineFormat | undefined;
  readonly lineCount: number;
  readonly eventCount: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Events between the first and the last that are not in it: an export may be of a selection. */
  readonly leftOutCount: number;
  /** Events that were held against the log. */
  readonly comparedCount: number;
  /** Of these, the ones whose payload is under a subject's key, and was left aside. */
  readonly payloadsAsideCount: number;
  /** At most as many as were asked for. */
  readonly findings: readonly ExportFinding[];
  readonly findingCount: number;
}

const STREAMS_MAX = 1_000_000;
/** Of the members that differ: whoever wrote the line gave them their names. */
const NAMES_SHOWN_MAX = 5;
const NAME_CHARS_MAX = 40;

/** Checks the lines of an export, without line feeds; undefined stands for one that is no text. */
export async function checkExport(
  lines: Iterable<string | undefined>,
  { log, findingsMax }: { readonly log?: ExportedLog; readonly findingsMax: number },
): Promise<ExportCheck> {
  const checker = new ExportChecker(log, findingsMax);
  for (const text of lines) await checker.take(text);
  return checker.result();
}

class ExportChecker {
  readonly #log: ExportedLog | undefined;
  readonly #events: AsyncIterator<StoredEvent> | undefined;
  readonly #findingsMax: number;
  readonly #findings: ExportFinding[] = [];
  readonly #streams = new StreamVersions(STREAMS_MAX);
  #event: StoredEvent | undefined;
  #format: LineFormat | undefined;
  #findingCount = 0;
  #line = 0;
  #eventCount = 0;
  #firstSeq = 0;
  #lastSeq = 0;
  #lastTsUs = 0;
  #leftOutCount = 0;
  #comparedCount = 0;
  #payloadsAsideCount = 0;

  constructor(log: ExportedLog | undefined, findingsMax: number) {
    this.#log = log;
    this.#events = log?.events[Symbol.asyncIterator]();
    this.#findingsMax = findingsMax;
  }

  async take(text: string | undefined): Promise<void> {
    this.#line += 1;
    if (text === '') return;
    const line = this.#parsed(text);
    if (line === undefined || text === undefined) return;
    if (this.#isInOrder(line)) await this.#compare(line, text);
  }

  result(): ExportCheck {
    return {
      format: this.#format,
      lineCount: this.#line,
      eventCount: this.#eventCount,
      firstSeq: this.#firstSeq,
      lastSeq: this.#lastSeq,
      leftOutCount: this.#leftOutCount,
      comparedCount: this.#comparedCount,
      payloadsAsideCount: this.#payloadsAsideCount,
      findings: this.#findings,
      findingCount: this.#findingCount,
    };
  }

  #parsed(text: string | undefined): ExportedLine | undefined {
    if (text === undefined) return this.#find('CORRUPT', 'a line is not UTF-8');
    this.#format ??= formatOfLine(text);
    try {
      return parseExportedLine(text, this.#format ?? 'jsonl', this.#line);
    } catch (error) {
      if (!hasErrorCode(error)) throw error;
      return this.#find('CORRUPT', error.message);
    }
  }

  /** Notes an event, and reports what is wrong with its place among the others. */
  #isInOrder({ seq, tsUs, version, event }: ExportedLine): boolean {
    this.#eventCount += 1;
    if (seq <= this.#lastSeq) {
      const isAgain = seq === this.#lastSeq;
      const message = `it is ${isAgain ? 'the event' : 'in front of the event'} of an earlier line`;
      this.#find(isAgain ? 'DUPLICATE' : 'REORDER', message, seq);
      return false;
    }
    if (this.#lastSeq > 0) this.#leftOutCount += seq - this.#lastSeq - 1;
    else this.#firstSeq = seq;
    this.#streams.miss(seq - this.#lastSeq - 1);
    this.#lastSeq = seq;
    if (tsUs <= this.#lastTsUs)
      this.#find('TIMESTAMP_BACKWARDS', 'it is not later than the event before it', seq);
    this.#lastTsUs = tsUs;
    if (this.#streams.take(event.stream, version) !== undefined)
      this.#find('STREAM_GAP', 'its version does not follow that of the stream', seq);
    return true;
  }

  async #compare({ seq }: ExportedLine, text: string): Promise<void> {
    const log = this.#log;
    if (log === undefined) return;
    if (seq > log.lastSeq) {
      if (log.isIntact) this.#find('ROLLBACK', 'the log ends before this event', seq);
      return;
    }
    const event = await this.#eventAt(seq);
    // What was archived, or is damaged, is not there to be compared.
    if (event === undefined) return;
    this.#comparedCount += 1;
    const format = this.#format ?? 'jsonl';
    const { differing, isPayloadAside } = compareLine(text, event, { format, logId: log.logId });
    if (isPayloadAside) this.#payloadsAsideCount += 1;
    if (differing.length === 0) return;
    const names = differing.slice(0, NAMES_SHOWN_MAX).map((name) => name.slice(0, NAME_CHARS_MAX));
    this.#find('TAMPERED', `the log has another ${names.join(', ')} in its place`, seq);
  }

  /** Sequence numbers must not go back. */
  async #eventAt(seq: number): Promise<StoredEvent | undefined> {
    while ((this.#event?.seq ?? 0) < seq) {
      const next = await this.#events?.next();
      if (next === undefined || next.done === true) return undefined;
      this.#event = next.value;
    }
    return this.#event?.seq === seq ? this.#event : undefined;
  }

  #find(code: FindingCode, message: string, seq?: number): undefined {
    this.#findingCount += 1;
    if (this.#findings.length < this.#findingsMax)
      this.#findings.push({ code, line: this.#line, ...(seq !== undefined && { seq }), message });
    return undefined;
  }
}
