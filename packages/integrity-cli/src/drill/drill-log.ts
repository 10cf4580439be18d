import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { openLog, type EventLog, type KeyRing } from '@lighthouse/event-store';

/** What logs are made and opened with. */
export interface LogMaker {
  readonly keyRing: KeyRing;
  readonly clock: { readonly nowUs: () => number };
  readonly random: (count: number) => Uint8Array;
}

const SEGMENT_BYTES = 16_384;
const PAYLOAD_BYTES = 200;
const HEADER_BYTES = 192;
const CRC_BYTES = 4;
const ID_BYTES = 16;

/** Opens a log for writing; `logId`, 32 hex digits, gives a new one the id of another. */
export async function openForDrill(
  dir: string,
  { keyRing, clock, random }: LogMaker,
  logId?: string,
): Promise<EventLog> {
  const id = logId === undefined ? undefined : Buffer.from(logId, 'hex');
  const chance = (count: number): Uint8Array =>
    id !== undefined && count === ID_BYTES ? id : random(count);
  return openLog({
    dir,
    keyRing,
    clock,
    random: chance,
    limits: { segmentBytes: SEGMENT_BYTES },
  });
}

/** Appends so many events, ten at a time. */
export async function appendEvents(
  log: EventLog,
  count: number,
  { random }: Pick<LogMaker, 'random'>,
): Promise<void> {
  for (let done = 0; done < count; done += 10) {
    const events = Array.from({ length: Math.min(10, count - done) }, () => ({
      type: 'drill.noted',
      stream: 'drill',
      payload: random(PAYLOAD_BYTES),
    }));
    await log.append({ events });
  }
}

/** The segments of a log, in order. */
export function segmentsIn(dir: string): string[] {
  const names = fs.readdirSync(dir).filter((name) => name.endsWith('.lhseg'));
  return names.toSorted().map((name) => path.join(dir, name));
}

/** Copies a log, and not the lock of whoever is writing it. */
export function copyLog(from: string, to: string): void {
  fs.cpSync(from, to, {
    recursive: true,
    filter: (file) => path.basename(file) !== 'LOCK',
  });
}

/** Where the frames of a segment stand, by their lengths. */
export function framesIn(bytes: Buffer): { readonly start: number; readonly end: number }[] {
  const frames: { start: number; end: number }[] = [];
  for (let start = HEADER_BYTES; start + CRC_BYTES <= bytes.length;) {
    const length = bytes.readUInt32LE(start);
    if (length === 0 || start + length > bytes.length) break;
    frames.push({ start, end: start + length });
    start += length;
  }
  return frames;
}

/** Gives a changed frame the checksum that its bytes have now. */
export function fixChecksum(frame: Buffer): Buffer {
  const at = frame.length - CRC_BYTES;
  frame.writeUInt32LE(crc32(frame.subarray(0, at)), at);
  return frame;
}
