import { LighthouseError } from '@lighthouse/contract/errors';
import { LOG_STREAM } from '../format/meta.ts';
import type { EventLog, NewEvent } from '../types.ts';
import { parseEventLine, type EventLine, type LineFormat } from './event-line.ts';

export interface ImportOptions {
  readonly format: LineFormat;
  /** What the record says of where the events are from: 1 to 1,000 characters. */
  readonly from: string;
}

export interface ImportCounts {
  /** Events that were appended. */
  readonly importedCount: number;
  /** Records of the other log about itself, which are not true of this one. */
  readonly skippedCount: number;
}

const FROM_MAX = 1000;
/** Appends that wait at a time. */
const PENDING_MAX = 256;

/**
 * Appends events that were exported, in their order, between two records that declare it: times,
 * versions and sequence numbers are those of this log. An idempotency key goes with the event that
 * carries it. Rejects with LH_USAGE, LH_EVENT_INVALID (naming the line), or as append does; what
 * was appended before stays.
 */
export async function importEvents(
  log: EventLog,
  lines: AsyncIterable<string>,
  options: ImportOptions,
): Promise<ImportCounts> {
  const { from, format } = options;
  if (from.length === 0 || from.length > FROM_MAX) throw noSource();
  await log.append({ events: [record('$import_begun', { from, format })] });
  const counts = { importedCount: 0, skippedCount: 0 };
  let pending: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text === '') continue;
    const parsed = parseEventLine(text, format, line);
    if (isAboutItsLog(parsed)) {
      counts.skippedCount += 1;
      continue;
    }
    counts.importedCount += 1;
    pending.push(append(log, parsed, line).catch((error: unknown) => failures.push(error)));
    if (pending.length >= PENDING_MAX) {
      await Promise.all(pending);
      pending = [];
    }
    // No line is read behind one that is known to be refused.
    if (failures.length > 0) break;
  }
  await Promise.all(pending);
  if (failures.length > 0) throw failures[0];
  await log.append({ events: [record('$import_ended', { from, ...counts })] });
  return counts;
}

/** What is said in `$log` is true of the log it stands in. */
function isAboutItsLog({ event }: EventLine): boolean {
  return event.system === true && event.stream === LOG_STREAM;
}

async function append(log: EventLog, { event, key }: EventLine, line: number): Promise<void> {
  try {
    await log.append({ events: [event], ...(key !== undefined && { key }) });
  } catch (error) {
    if (!(error instanceof LighthouseError)) throw error;
    const { code, message, hint, facts } = error;
    throw new LighthouseError(code, message, {
      ...(hint && { hint }),
      facts: { ...facts, line },
      cause: error,
    });
  }
}

function record(type: string, payload: object): NewEvent {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  return { type, stream: LOG_STREAM, payload: bytes, system: true };
}

function noSource(): LighthouseError {
  return new LighthouseError('LH_USAGE', 'an import says where its events are from', {
    hint: `give 1 to ${FROM_MAX} characters`,
  });
}
