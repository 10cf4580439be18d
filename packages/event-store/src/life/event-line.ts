/**
 * One event as one line of JSON, in two forms: our own, and a CloudEvents 1.0 event in JSON format.
 * Both carry the payload byte for byte, and what is needed to append the event to another log.
 * CloudEvents of others are read too: see cloud-event-line.ts.
 */
import { LighthouseError } from '@lighthouse/contract/errors';
import type { NewEvent, StoredEvent } from '../types.ts';
import { isOfOthers, readCloudEvent } from './cloud-event-line.ts';

export type LineFormat = 'jsonl' | 'cloudevents';

/** An event as a line says it, with what only the log it came from knew. */
export interface EventLine {
  readonly event: NewEvent;
  /** Idempotency key of the append that it was the first event of. */
  readonly key?: string;
  readonly seq: number;
}

const TEXTS = ['id', 'agent', 'session', 'correlation', 'causation', 'key', 'subject'] as const;
const COUNTS = ['credential', 'nonce'] as const;
/** Half of a character: JSON can carry it, UTF-8 can't. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const COUNT = /^(0|[1-9]\d{0,15})$/;
/** Longer lines are refused: a payload of 16 MiB in base64, with what comes around it. */
export const LINE_CHARS_MAX = 24_000_000;

/** Writes an event as a line, without its line feed. */
export function formatEventLine(event: StoredEvent, format: LineFormat, logId: string): string {
  const members = format === 'jsonl' ? ownMembers(event) : cloudEvent(event, logId);
  return JSON.stringify(members);
}

/** Parses a line; throws LH_EVENT_INVALID with its number. The event is checked when appended. */
export function parseEventLine(text: string, format: LineFormat, line: number): EventLine {
  const fail = (reason: string): LighthouseError =>
    new LighthouseError('LH_EVENT_INVALID', `a line is not an event: ${reason}`, {
      hint: 'import what lh-bridge store export wrote, or CloudEvents, each in their format',
      facts: { line, format },
    });
  if (text.length > LINE_CHARS_MAX) throw fail(`it has more than ${LINE_CHARS_MAX} characters`);
  const members = parseObject(text);
  if (members === undefined) throw fail('it is not a JSON object');
  const parsed = format === 'jsonl' ? fromOwn(members) : fromCloudEvent(members, line);
  if (typeof parsed === 'string') throw fail(parsed);
  return parsed;
}

export type Members = Readonly<Record<string, unknown>>;

function ownMembers(event: StoredEvent): Members {
  const { payload, ...rest } = event;
  const text = textOf(payload);
  return text === undefined
    ? { ...rest, payloadBase64: base64Of(payload) }
    : { ...rest, payload: text };
}

/** The payload as text when it is UTF-8: JSON then brings back the same bytes. */
function textOf(payload: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
  } catch {
    return undefined;
  }
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function fromOwn(members: Members): EventLine | string {
  const { payload, payloadBase64 } = members;
  if (typeof payload === 'string' && payloadBase64 === undefined) {
    // Encoded, it would become other bytes than those that were exported.
    if (LONE_SURROGATE.test(payload)) return 'its payload is not Unicode text';
    return lineOf(members, new TextEncoder().encode(payload));
  }
  const bytes = payload === undefined ? bytesOf(payloadBase64) : undefined;
  return bytes === undefined ? 'it has no payload' : lineOf(members, bytes);
}

/** Names of extension attributes are lower-case letters and digits; integers have 32 bits. */
function cloudEvent(event: StoredEvent, logId: string): Members {
  const { payload, seq, tsUs, type, stream, version, system, mac } = event;
  const extensions = [...TEXTS, ...COUNTS].map((name) => {
    const value = event[name];
    return [`lh${name}`, value === undefined ? undefined : String(value)];
  });
  return {
    specversion: '1.0',
    id: String(seq),
    source: `lighthouse/${logId}`,
    type,
    subject: stream,
    time: timeOf(tsUs),
    datacontenttype: parseObject(textOf(payload) ?? '')
      ? 'application/json'
      : 'application/octet-stream',
    lhversion: String(version),
    ...(system && { lhsystem: true }),
    ...(event.erased && { lherased: true }),
    lhmac: mac,
    ...Object.fromEntries(extensions),
    data_base64: base64Of(payload),
  };
}

/** RFC 3339 with microseconds. */
function timeOf(tsUs: number): string {
  const micros = String(tsUs % 1000).padStart(3, '0');
  return new Date(Math.floor(tsUs / 1000)).toISOString().replace('Z', `${micros}Z`);
}

function fromCloudEvent(members: Members, line: number): EventLine | string {
  if (members['specversion'] !== '1.0') return 'its specversion is not 1.0';
  if (isOfOthers(members)) {
    const read = readCloudEvent(members);
    return typeof read === 'string' ? read : lineOf({ ...read.members, seq: line }, read.payload);
  }
  const payload = bytesOf(members['data_base64']);
  if (payload === undefined) return 'it has no data_base64';
  const texts = TEXTS.map((name) => [name, members[`lh${name}`]] as const);
  const counts = COUNTS.map((name) => {
    const value = members[`lh${name}`];
    // What is no number is left as it is, to be refused.
    return [name, numberOf(value) ?? value] as const;
  });
  const { type, subject: stream, lhsystem: system = false, id } = members;
  const own = {
    type,
    stream,
    system,
    seq: numberOf(id),
    ...Object.fromEntries([...texts, ...counts]),
  };
  return lineOf(own, payload);
}

function lineOf(members: Members, payload: Uint8Array): EventLine | string {
  const { type, stream, system = false, seq } = members;
  if (typeof type !== 'string' || typeof stream !== 'string') return 'it lacks a type or a stream';
  if (LONE_SURROGATE.test(type) || LONE_SURROGATE.test(stream))
    return 'its type or stream is malformed';
  if (typeof system !== 'boolean') return 'its system is not true or false';
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1)
    return 'it has no sequence number';
  const meta: Record<string, string | number> = {};
  for (const name of TEXTS) {
    const value = members[name];
    if (value === undefined) continue;
    if (typeof value !== 'string' || LONE_SURROGATE.test(value)) return `its ${name} is malformed`;
    meta[name] = value;
  }
  for (const name of COUNTS) {
    const value = members[name];
    if (value === undefined) continue;
    if (typeof value !== 'number') return `its ${name} is malformed`;
    meta[name] = value;
  }
  const { key, ...rest } = meta;
  const event: NewEvent = { type, stream, payload, ...rest, ...(system && { system }) };
  return { event, seq, ...(typeof key === 'string' && { key }) };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'string' && COUNT.test(value) ? Number(value) : undefined;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? new Uint8Array(bytes) : undefined;
}

/** Reads a JSON object; undefined when the text is anything else. */
export function parseObject(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { ...value };
  } catch {
    return undefined;
  }
}
