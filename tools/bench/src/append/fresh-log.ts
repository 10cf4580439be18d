import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { createKeyRing, openLog, type EventLog, type NewEvent } from '@lighthouse/event-store';

export const PAYLOAD_BYTES = 300;
/** Events are spread over so many streams and agents. */
const STREAM_COUNT = 100;
const SEGMENT_NAME = /\.lhseg$/;

const clock = { nowUs: () => Math.floor((performance.timeOrigin + performance.now()) * 1000) };

/** A log and its key ring, in a folder that nothing else is in. */
export interface LogPlace {
  readonly dir: string;
  readonly keyRing: string;
}

export function placeIn(folder: string): LogPlace {
  return { dir: path.join(folder, 'log'), keyRing: path.join(folder, 'keyring.json') };
}

/** Makes an empty log, with a key of its own, and opens it. */
export function openFreshLog({ dir, keyRing }: LogPlace): Promise<EventLog> {
  const keys = createKeyRing(keyRing, { nowUs: clock.nowUs() });
  return openLog({ dir, keyRing: keys, clock, random: randomBytes });
}

/** Makes events with a payload of 300 bytes each. */
export function makeEvents(count: number): NewEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    type: 'bench.event',
    stream: `stream-${at % STREAM_COUNT}`,
    agent: `agent-${at % STREAM_COUNT}`,
    payload: randomBytes(PAYLOAD_BYTES),
  }));
}

export function segmentFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => SEGMENT_NAME.test(name))
    .toSorted()
    .map((name) => path.join(dir, name));
}

export function bytesOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}
