import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { bytesOf, segmentFiles } from '../append/fresh-log.ts';
import type { Benchmark } from '../benchmark.ts';
import type { Contender } from '../contest.ts';
import { fillLog, STREAM_EVENTS, streamName, type FilledLog } from '../store/filled-log.ts';
import { openStore } from '../store/open-store.ts';
import { median } from '../statistics.ts';

const REPEATS = 5;
const EVENTS = 1_000_000;
const EVENTS_LONG = 10_000_000;
/** Read one after the other in each process; the first finds no page of any index in memory. */
const STREAMS = 9;
const STORE = 'event store, once open';
const FIRST = 'event store, the first stream';
const REFERENCE = 'bare reads of as many frames, once open';
const TIME = 'time';
const CPU_TIME = 'CPU time';
const MS_MAX = 10;

/**
 * Every event is checked and decoded: against reading as many bytes at about the same places. The
 * log is read from end to end before each round, so that it is in memory, as long as there is room.
 */
export const read: Benchmark = {
  name: 'read',
  summary: 'reading a stream of 1,000 events out of a million (10 million with --long)',
  prepare: async ({ makeFolder, isLong, repeatsOr }) => {
    const log = await fillLog(await makeFolder(), isLong ? EVENTS_LONG : EVENTS);
    const events = log.eventCount.toLocaleString('en-US');
    return [
      {
        name: `a stream of ${STREAM_EVENTS.toLocaleString('en-US')} events out of ${events}`,
        figures: [
          { name: TIME, unit: 'ms' },
          { name: CPU_TIME, unit: 'CPU-ms' },
        ],
        contenders: [firstStream(log), nextStreams(log), bareReads(log)],
        comparisons: [
          { of: STORE, to: REFERENCE, figure: TIME },
          { of: STORE, figure: TIME, aim: { atMost: MS_MAX } },
        ],
        repeats: repeatsOr(REPEATS),
      },
    ];
  },
};

function firstStream(log: FilledLog): Contender {
  return {
    name: FIRST,
    measure: async () => {
      bringIntoMemory(log);
      const { reads } = await openStore(log, [streamName(0)]);
      return readingOf(reads);
    },
  };
}

function nextStreams(log: FilledLog): Contender {
  return {
    name: STORE,
    measure: async () => {
      bringIntoMemory(log);
      const { reads } = await openStore(log, streamNumbers(log).map(streamName));
      return readingOf(reads.slice(1));
    },
  };
}

/** The same streams by as many reads of a frame's length, of files that are open. */
function bareReads(log: FilledLog): Contender {
  return {
    name: REFERENCE,
    measure: () => {
      bringIntoMemory(log);
      const files = segmentFiles(log.dir);
      const fds = files.map((file) => openSync(file, 'r'));
      const sizes = files.map((file) => bytesOf([file]));
      const frame = Buffer.alloc(Math.floor(bytesOf(files) / log.eventCount));
      const reads = streamNumbers(log).map((number) => {
        const startMs = performance.now();
        const startCpu = process.cpuUsage();
        for (let at = 0; at < STREAM_EVENTS; at++) {
          const place = ((at * log.streamCount + number) * fds.length) / log.eventCount;
          const file = Math.floor(place);
          const end = Math.max(0, (sizes[file] ?? 0) - frame.length);
          readSync(fds[file] ?? -1, frame, 0, frame.length, Math.floor((place - file) * end));
        }
        const { user, system } = process.cpuUsage(startCpu);
        return { ms: performance.now() - startMs, cpuMs: (user + system) / 1000 };
      });
      for (const fd of fds) closeSync(fd);
      return Promise.resolve(readingOf(reads.slice(1)));
    },
  };
}

/** What a process reads after each other, the first of which is not counted. */
function streamNumbers({ streamCount }: FilledLog): number[] {
  const step = Math.floor(streamCount / STREAMS);
  return Array.from({ length: STREAMS }, (_, at) => at * step);
}

function bringIntoMemory({ dir }: FilledLog): void {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) readFileSync(path.join(entry.parentPath, entry.name));
}

function readingOf(reads: readonly { readonly ms: number; readonly cpuMs: number }[]) {
  return {
    [TIME]: median(reads.map(({ ms }) => ms)),
    [CPU_TIME]: median(reads.map(({ cpuMs }) => cpuMs)),
  };
}
