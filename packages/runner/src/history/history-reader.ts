import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract';
import { decodeRecord, RECORD_BYTES } from './record-codec.ts';
import type { HistoryRecord } from './record.ts';

const CHUNK_BYTES = 4096 * RECORD_BYTES;
const SUFFIX = '.lhhistory';

/** Names the file of one worker. */
export function historyFile(dir: string, worker: number): string {
  return path.join(dir, `worker-${worker}${SUFFIX}`);
}

/** Reads the history of a run, worker after worker, with bounded memory. */
export function* readHistory(
  dir: string,
  keyOf: (agent: number, number: number) => string,
): Iterable<HistoryRecord> {
  const names = readdirSync(dir).filter((name) => name.endsWith(SUFFIX));
  for (const name of names.toSorted()) yield* readFile(path.join(dir, name), keyOf);
}

function* readFile(
  file: string,
  keyOf: (agent: number, number: number) => string,
): Iterable<HistoryRecord> {
  const fd = openSync(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let position = 0; ;) {
      const count = Math.floor(fill(fd, chunk, position) / RECORD_BYTES);
      if (count === 0) return;
      for (let i = 0; i < count; i++) {
        const record = decodeRecord(chunk, i * RECORD_BYTES, keyOf);
        if (record === undefined) throw damaged(file, position + i * RECORD_BYTES);
        yield record;
      }
      position += count * RECORD_BYTES;
    }
  } finally {
    closeSync(fd);
  }
}

/** Reads until the chunk is full or the file ends; a read may stop in the middle of a record. */
function fill(fd: number, chunk: Buffer, position: number): number {
  let filled = 0;
  for (;;) {
    const read = readSync(fd, chunk, filled, chunk.length - filled, position + filled);
    if (read === 0) return filled;
    filled += read;
  }
}

function damaged(file: string, offset: number): LighthouseError {
  return new LighthouseError('LH_NOT_A_RUN', 'the history of the run is damaged', {
    facts: { path: file, offset },
    hint: 'run the scenario again',
  });
}
