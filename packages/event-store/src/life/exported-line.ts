import { LighthouseError } from '@lighthouse/contract/errors';
import { formatEventLine, parseEventLine, parseObject } from './event-line.ts';
import type { EventLine, LineFormat } from './event-line.ts';
import type { StoredEvent } from '../types.ts';

/** A line of an export, with what the log that it came from said of the event's place in it. */
export interface ExportedLine extends EventLine {
  readonly version: number;
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly tsUs: number;
  /** Base64, of the frame. */
  readonly mac: string;
}

const MAC = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3})Z$/;
const COUNT = /^[1-9]\d{0,15}$/;

/** Tells in which form a line is; undefined when it is no JSON object. */
export function formatOfLine(text: string): LineFormat | undefined {
  const members = parseObject(text);
  if (members === undefined) return undefined;
  return 'specversion' in members ? 'cloudevents' : 'jsonl';
}

/** Parses a line of a whole export. Throws LH_EVENT_INVALID with its number. */
export function parseExportedLine(text: string, format: LineFormat, line: number): ExportedLine {
  const own = parseEventLine(text, format, line);
  const members = parseObject(text) ?? {};
  const [version, tsUs, mac] =
    format === 'jsonl'
      ? [members['version'], members['tsUs'], members['mac']]
      : [countOf(members['lhversion']), timeOf(members['time']), members['lhmac']];
  if (!isCount(version)) throw invalid('it has no version', line);
  if (!isCount(tsUs)) throw invalid('it has no time', line);
  if (typeof mac !== 'string' || !MAC.test(mac)) throw invalid('it has no MAC', line);
  return { ...own, version, tsUs, mac };
}

/** Payloads: a log may show them otherwise, or not at all, when they are under a subject's key. */
const OF_PAYLOAD: ReadonlySet<string> = new Set([
  'payload',
  'payloadBase64',
  'erased',
  'data_base64',
  'datacontenttype',
]);

export interface LineComparison {
  /** Names of the members that are not as the log has them. */
  readonly differing: readonly string[];
  /** The payload is under a subject's key, and was left aside. */
  readonly isPayloadAside: boolean;
}

/** Compares a line, however it is written as JSON, with the event that the log has in its place. */
export function compareLine(
  text: string,
  event: StoredEvent,
  { format, logId }: { readonly format: LineFormat; readonly logId: string },
): LineComparison {
  const isPayloadAside = event.subject !== undefined;
  const expected = formatEventLine(event, format, logId);
  if (text === expected) return { differing: [], isPayloadAside: false };
  const [told, known] = [parseObject(text) ?? {}, parseObject(expected) ?? {}];
  const names = new Set([...Object.keys(told), ...Object.keys(known)]);
  const differing = [...names].filter(
    (name) => told[name] !== known[name] && !(isPayloadAside && OF_PAYLOAD.has(name)),
  );
  return { differing, isPayloadAside };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function countOf(value: unknown): unknown {
  return typeof value === 'string' && COUNT.test(value) ? Number(value) : undefined;
}

function timeOf(value: unknown): unknown {
  const found = typeof value === 'string' ? TIME.exec(value) : null;
  return found === null ? undefined : Date.parse(`${found[1]}Z`) * 1000 + Number(found[2]);
}

function invalid(reason: string, line: number): LighthouseError {
  return new LighthouseError('LH_EVENT_INVALID', `a line is not an exported event: ${reason}`, {
    hint: 'name a file that lh-bridge store export wrote',
    facts: { line },
  });
}
