import process from 'node:process';
import { toolBin } from '@lighthouse/testkit';
import { bytesOf, makeEvents, openFreshLog, placeIn, segmentFiles } from '../append/fresh-log.ts';
import type { LogPlace } from '../append/fresh-log.ts';
import type { Benchmark } from '../benchmark.ts';
import type { Contender, Contest, Reading } from '../contest.ts';
import { formatValue } from '../format.ts';
import { entryPath } from '../host/entries.ts';
import { hasProgram, runProgram, type ProgramEnd } from '../host/run-program.ts';

const REPEATS = 5;
const STORE_BYTES = 256 * 2 ** 20;
/** Of twice the size each: the time must be twice as long. */
const STORE_BYTES_LONG = [1, 2, 4].map((gib) => gib * 2 ** 30);
const BATCH_EVENTS = 1000;

const LIBRARY = 'verifyLog';
const TOOL = 'lh-verify';
const REFERENCE = 'sha256sum';
const TIME = 'time';
const CPU_TIME = 'CPU time';
const MEMORY = 'peak memory';
/** Of the whole tool, its start included. */
const TIME_SHARE_MAX = 0.6;
const MEMORY_BYTES_MAX = 200e6;

/**
 * Every byte, MAC, CRC and link of a log is checked: against a hash of the same files, which are in
 * the page cache.
 */
export const verify: Benchmark = {
  name: 'verify',
  summary: 'verification of a store of 300-byte events, against sha256sum of the same files',
  prepare: async ({ makeFolder, isLong, repeatsOr }) => {
    if (!(await hasProgram(REFERENCE, ['--version'])))
      return [{ name: 'a store', skipped: `there is no ${REFERENCE} on this machine` }];
    const contests: Contest[] = [];
    for (const bytes of isLong ? STORE_BYTES_LONG : [STORE_BYTES])
      contests.push(await storeContest(placeIn(await makeFolder()), bytes, repeatsOr(REPEATS)));
    return contests;
  },
};

async function storeContest(place: LogPlace, bytes: number, repeats: number): Promise<Contest> {
  const eventCount = await fill(place, bytes);
  const files = segmentFiles(place.dir);
  const size = formatValue(bytesOf(files), 'bytes');
  return {
    name: `a store of ${size}, ${eventCount.toLocaleString('en-US')} events`,
    figures: [
      { name: TIME, unit: 'ms' },
      { name: CPU_TIME, unit: 'CPU-ms' },
      { name: MEMORY, unit: 'bytes' },
    ],
    contenders: [libraryContender(place, eventCount), toolContender(place), hash(files)],
    comparisons: [
      { of: LIBRARY, to: REFERENCE, figure: TIME },
      { of: TOOL, to: REFERENCE, figure: CPU_TIME },
      { of: TOOL, to: REFERENCE, figure: TIME, aim: { atMost: TIME_SHARE_MAX } },
      { of: TOOL, figure: MEMORY, aim: { atMost: MEMORY_BYTES_MAX } },
    ],
    repeats,
  };
}

/** Appends events until the log is as large as asked for. */
async function fill(place: LogPlace, bytes: number): Promise<number> {
  const log = await openFreshLog(place);
  const events = makeEvents(BATCH_EVENTS);
  while (bytesOf(segmentFiles(place.dir)) < bytes)
    await Promise.all([log.append({ events }), log.append({ events })]);
  await log.close();
  return log.lastSeq;
}

function libraryContender({ dir, keyRing }: LogPlace, eventCount: number): Contender {
  return {
    name: LIBRARY,
    measure: async () => {
      const entry = entryPath('verify-store.mjs');
      const { stdout, cpuMs } = await runProgram(process.execPath, [entry, dir, keyRing]);
      const { ms, peakBytes, value, verifiedCount } = JSON.parse(stdout) as {
        readonly [name in 'ms' | 'peakBytes' | 'verifiedCount']: number;
      } & { readonly value: string };
      if (value !== 'intact' || verifiedCount !== eventCount)
        throw new Error(`a log that nobody touched: ${value}, ${verifiedCount} of ${eventCount}`);
      return readingOf({ ms, cpuMs, peakBytes });
    },
  };
}

/**
 * The built tool from its start to its end. It ends with another code when the log is not intact.
 */
function toolContender({ dir, keyRing }: LogPlace): Contender {
  const args = [toolBin(TOOL), dir, '--key', keyRing, '--json'];
  return { name: TOOL, measure: async () => readingOf(await runProgram(process.execPath, args)) };
}

function hash(files: readonly string[]): Contender {
  return { name: REFERENCE, measure: async () => readingOf(await runProgram(REFERENCE, files)) };
}

function readingOf(end: Pick<ProgramEnd, 'ms' | 'cpuMs' | 'peakBytes'>): Reading {
  const { ms, cpuMs, peakBytes } = end;
  return {
    [TIME]: ms,
    ...(cpuMs !== undefined && { [CPU_TIME]: cpuMs }),
    ...(peakBytes !== undefined && { [MEMORY]: peakBytes }),
  };
}
