import { rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { BareFile } from '../append/bare-file.ts';
import { appendFor, writeFor, type Pace } from '../append/callers.ts';
import { appendToSqlite, hasSqlite } from '../append/sqlite.ts';
import { bytesOf, makeEvents, openFreshLog, placeIn, segmentFiles } from '../append/fresh-log.ts';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Comparison, Contender, Contest, Reading } from '../contest.ts';

const REPEATS = 7;
const DURATION_MS = 300;
const PREALLOCATED_BYTES = 64 << 20;

const STORE = 'event store';
const GROWING = 'write + fdatasync, growing file';
const PREALLOCATED = 'write + fdatasync, preallocated file';
const SQLITE = 'SQLite (WAL, FULL)';
const PACE = 'events';
const CPU_TIME = 'CPU time an event';

type Reference = typeof GROWING | typeof PREALLOCATED | typeof SQLITE;

interface Workload {
  readonly name: string;
  /** Events that are handed over at once, as one append. */
  readonly appendEvents: number;
  /** How many callers wait for their append to be durable at the same time. */
  readonly callers: number;
  /** Events that the bare file gets at once. */
  readonly bareEvents: number;
  readonly aims: Partial<Record<Reference, Comparison['aim']>>;
  /** Compared with SQLite too, which has one writer. */
  readonly hasSqlite?: boolean;
  /** Rounds that don't count, more than one where a round has few commits. */
  readonly warmUps?: number;
  /** What the store itself must reach. */
  readonly perSecondMin?: number;
}

// Two callers with large batches: one batch is hashed while the other is synced, and each is still
// a write of its own.
const WORKLOADS: readonly Workload[] = [
  {
    name: 'batches of 1,000',
    appendEvents: 1e3,
    callers: 2,
    bareEvents: 1e3,
    aims: { [GROWING]: { atLeast: 0.5 }, [SQLITE]: { atLeast: 1 } },
    hasSqlite: true,
  },
  {
    name: 'batches of 100',
    appendEvents: 100,
    callers: 2,
    bareEvents: 100,
    aims: { [SQLITE]: { atLeast: 1 } },
    hasSqlite: true,
  },
  {
    name: 'one at a time',
    appendEvents: 1,
    callers: 1,
    bareEvents: 1,
    // The code of a commit is compiled as it runs: it takes some ten thousand to be done with that.
    warmUps: 12,
    aims: { [PREALLOCATED]: { atLeast: 1 / 1.1 }, [SQLITE]: { atLeast: 1 } },
    hasSqlite: true,
  },
  {
    name: 'one at a time from each of 1,000 callers',
    appendEvents: 1,
    callers: 1e3,
    bareEvents: 1e3,
    aims: {},
    perSecondMin: 150_000,
  },
];

/**
 * Each event is durable before its caller is told: against the same bytes, written and synced
 * without hashing.
 */
export const append: Benchmark = {
  name: 'append',
  summary: 'durable appends of 300-byte events, against bare writes of the same bytes and SQLite',
  prepare: async (surroundings) => {
    const eventBytes = await measureEventBytes(surroundings);
    const workloads = (await hasSqlite()) ? WORKLOADS : WORKLOADS.map(withoutSqlite);
    return workloads.map((workload) => contestOf(workload, eventBytes, surroundings));
  },
};

function withoutSqlite(workload: Workload): Workload {
  return { ...workload, hasSqlite: false };
}

function contestOf(workload: Workload, eventBytes: number, around: Surroundings): Contest {
  const { name, bareEvents, aims, perSecondMin } = workload;
  const isWithSqlite = workload.hasSqlite === true;
  const references: readonly Reference[] = [
    GROWING,
    PREALLOCATED,
    ...(isWithSqlite ? ([SQLITE] as const) : []),
  ];
  const bytes = randomBytes(Math.round(eventBytes * bareEvents));
  const batch = { bytes, events: bareEvents };
  return {
    name,
    figures: [
      { name: PACE, unit: 'a second' },
      { name: CPU_TIME, unit: 'CPU-µs' },
    ],
    contenders: [
      storeContender(workload, around),
      bareContender(GROWING, batch, { around, preallocatedBytes: 0 }),
      bareContender(PREALLOCATED, batch, { around, preallocatedBytes: PREALLOCATED_BYTES }),
      ...(isWithSqlite ? [sqliteContender(workload, around)] : []),
    ],
    comparisons: [
      ...references.map((to) => ({ of: STORE, to, figure: PACE, aim: aims[to] })),
      ...(perSecondMin === undefined
        ? []
        : [{ of: STORE, figure: PACE, aim: { atLeast: perSecondMin } }]),
    ],
    repeats: around.repeatsOr(REPEATS),
    warmUps: workload.warmUps ?? 1,
  };
}

function storeContender({ appendEvents, callers }: Workload, around: Surroundings): Contender {
  const events = makeEvents(appendEvents);
  return {
    name: STORE,
    measure: async () => {
      const folder = await around.makeFolder();
      const log = await openFreshLog(placeIn(folder));
      const durationMs = DURATION_MS;
      const pace = await appendFor(log, events, { callers, durationMs });
      await log.close();
      await rm(folder, { recursive: true });
      return readingOf(pace);
    },
  };
}

function sqliteContender({ appendEvents }: Workload, around: Surroundings): Contender {
  return {
    name: SQLITE,
    measure: async () => {
      const folder = await around.makeFolder();
      const work = { batchEvents: appendEvents, durationMs: DURATION_MS };
      const pace = await appendToSqlite(folder, work);
      await rm(folder, { recursive: true });
      return readingOf(pace);
    },
  };
}

function bareContender(
  name: string,
  batch: { readonly bytes: Buffer; readonly events: number },
  { around, preallocatedBytes }: { around: Surroundings; preallocatedBytes: number },
): Contender {
  return {
    name,
    measure: async () => {
      const folder = await around.makeFolder();
      const file = new BareFile({ folder, preallocatedBytes });
      const pace = writeFor(file, batch, DURATION_MS);
      file.close();
      await rm(folder, { recursive: true });
      return readingOf(pace);
    },
  };
}

function readingOf({ perSecond, cpuUsPerEvent }: Pace): Reading {
  return { [PACE]: perSecond, [CPU_TIME]: cpuUsPerEvent };
}

/** Finds out how long such an event is in the log's file, so that the bare file gets as much. */
async function measureEventBytes({ makeFolder }: Surroundings): Promise<number> {
  const count = 1000;
  const place = placeIn(await makeFolder());
  const log = await openFreshLog(place);
  const before = bytesOf(segmentFiles(place.dir));
  await log.append({ events: makeEvents(count) });
  const after = bytesOf(segmentFiles(place.dir));
  await log.close();
  return (after - before) / count;
}
