import { closeSync, openSync, readSync } from 'node:fs';
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
const REFERENCE = 'bare reads of as many frames';
const TIME = 'time';
const CPU_TIME = 'CPU time';
const MS_MAX = 10;

/** Every event is checked and decoded: against reading as many bytes at as many places. */
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
      const { reads } = await openStore(log, [streamName(0)]);
      return readingOf(reads);
    },
  };
}

function nextStreams(log: FilledLog): Contender {
  const step = Math.floor(log.streamCount / STREAMS);
  const streams = Array.from({ length: STREAMS }, (_, at) => streamName(at * step));
  return {
    name: STORE,
    measure: async () => {
      const { reads } = await openStore(log, streams);
      return readingOf(reads.slice(1));
    },
  };
}

/** As many reads of a frame's length, spread over the same files, which are open. */
function bareReads(log: FilledLog): Contender {
  return {
    name: REFERENCE,
    measure: () => {
      const files = segmentFiles(log.dir);
      const fds = files.map((file) => openSync(file, 'r'));
      const sizes = files.map((file) => bytesOf([file]));
      const frame = Buffer.alloc(Math.floor(bytesOf(files) / log.eventCount));
      const startMs = performance.now();
      const startCpu = process.cpuUsage();
      for (let at = 0; at < STREAM_EVENTS; at++) {
        const file = Math.floor((at * fds.length) / STREAM_EVENTS);
        const within = ((at * fds.length) / STREAM_EVENTS) % 1;
        const end = Math.max(0, (sizes[file] ?? 0) - frame.length);
        readSync(fds[file] ?? -1, frame, 0, frame.length, Math.floor(within * end));
      }
      const { user, system } = process.cpuUsage(startCpu);
      const spent = { ms: performance.now() - startMs, cpuMs: (user + system) / 1000 };
      for (const fd of fds) closeSync(fd);
      return Promise.resolve(readingOf([spent]));
    },
  };
}

function readingOf(reads: readonly { readonly ms: number; readonly cpuMs: number }[]) {
  return {
    [TIME]: median(reads.map(({ ms }) => ms)),
    [CPU_TIME]: median(reads.map(({ cpuMs }) => cpuMs)),
  };
}
