import process from 'node:process';
import { entryPath } from '../host/entries.ts';
import { runProgram } from '../host/run-program.ts';
import { STREAM_EVENTS, type FilledLog } from './filled-log.ts';

export interface Opening {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly lastSeq: number;
  /** One for each stream that was asked for. */
  readonly reads: readonly {
    readonly count: number;
    readonly ms: number;
    readonly cpuMs: number;
  }[];
}

/** Opens the log in a process of its own and reads the streams, every event of which must come. */
export async function openStore(log: FilledLog, streams: readonly string[]): Promise<Opening> {
  const args = [entryPath('open-store.mjs'), log.dir, log.keyRing, ...streams];
  const { stdout } = await runProgram(process.execPath, args);
  const opening = JSON.parse(stdout) as Opening;
  if (opening.lastSeq !== log.eventCount) throw new Error(`${opening.lastSeq} events are there`);
  const wrong = opening.reads.find(({ count }) => count !== STREAM_EVENTS);
  if (wrong !== undefined) throw new Error(`a stream has ${wrong.count} events`);
  return opening;
}
