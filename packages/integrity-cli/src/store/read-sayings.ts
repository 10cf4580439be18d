import type { EventSaying } from '@lighthouse/contract/verify-answer';
import type { Finding } from '@lighthouse/event-store';
import { errnoOf } from './errno.ts';
import type { LogFs } from './log-fs.ts';

/**
 * Where the frames of a segment start, and their fixed fields; docs/format.md, sections 3 and 4.
 */
const HEADER_BYTES = 192;
const FIELDS_BYTES = 36;
const FRAME_BYTES_MIN = 74;
const META_LENGTH_AT = 32;
const META_BYTES_MAX = 16_384;
const SAYINGS_MAX = 3;

/**
 * Reads what the bytes of a finding say of themselves: which events these were, of whom. Nothing is
 * checked here and nothing is judged by it; that was done when the finding was made.
 */
export function readSayings(fs: LogFs, logDir: string, finding: Finding): EventSaying[] {
  const { file, bytes } = finding;
  if (file === undefined || bytes === undefined || bytes[0] < HEADER_BYTES) return [];
  try {
    const opened = fs.open(`${logDir}/${file}`, 'read');
    try {
      return sayingsIn(opened, bytes);
    } finally {
      opened.close();
    }
  } catch (error) {
    // A file that is gone or can't be read says nothing; that it is so is a finding of its own.
    if (errnoOf(error) !== undefined) return [];
    throw error;
  }
}

type LogFile = ReturnType<LogFs['open']>;

function sayingsIn(file: LogFile, [start, end]: readonly [number, number]): EventSaying[] {
  const sayings: EventSaying[] = [];
  const memory = Buffer.alloc(FIELDS_BYTES + META_BYTES_MAX);
  for (let position = start; position < end && sayings.length < SAYINGS_MAX;) {
    const wanted = Math.min(memory.length, end - position);
    const frame = memory.subarray(0, file.pread(memory.subarray(0, wanted), position));
    const saying = frame.length < FIELDS_BYTES ? undefined : readSaying(frame);
    if (saying === undefined) break;
    sayings.push(saying);
    position += Math.max(frame.readUInt32LE(0), FRAME_BYTES_MIN);
  }
  return sayings;
}

/** Undefined when the bytes name nothing: then they are no frame, or what is left of one. */
function readSaying(frame: Buffer): EventSaying | undefined {
  const meta = metaText(frame);
  const names = {
    ...named('type', meta),
    ...named('stream', meta),
    ...named('agent', meta),
  };
  if (Object.keys(names).length === 0) return undefined;
  return { ...numbered('seq', frame, 8), ...numbered('tsUs', frame, 24), ...names };
}

/**
 * When its length is damaged, it goes up to the first brace that closes: a writer's meta is flat.
 */
function metaText(frame: Buffer): string {
  const length = frame.readUInt32LE(META_LENGTH_AT);
  const isBelievable = length <= META_BYTES_MAX && frame[FIELDS_BYTES + length - 1] === 0x7d;
  const end = isBelievable ? FIELDS_BYTES + length : frame.indexOf('}', FIELDS_BYTES) + 1;
  return frame.toString('utf8', FIELDS_BYTES, end);
}

/** Looks for `"name":"value"`, as a writer writes it: damage next to it does not matter. */
function named(name: 'type' | 'stream' | 'agent', meta: string): EventSaying {
  const [, value] = new RegExp(`"${name}":"([^"\\\\]{1,201})"`).exec(meta) ?? [];
  return value === undefined ? {} : { [name]: value };
}

function numbered(name: 'seq' | 'tsUs', frame: Buffer, at: number): EventSaying {
  const value = Number(frame.readBigUInt64LE(at));
  return Number.isSafeInteger(value) && value > 0 ? { [name]: value } : {};
}
