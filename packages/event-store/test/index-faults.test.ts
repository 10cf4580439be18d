/** An index is derived: whatever happens to it while it is made or read, the log is unharmed. */
import { expect, test } from '@jest/globals';
import { INDEX_DIR, INDEX_SUFFIX } from '../src/index/index-layout.ts';
import { SEGMENT_SUFFIX } from '../src/format/segment-name.ts';
import { SeededChance } from '../src/fs/sim-chance.ts';
import { SimDisk, type SimFault, type SimFs } from '../src/fs/sim-fs.ts';
import { openLog } from '../src/open-log.ts';
import type { EventLog, StoredEvent } from '../src/types.ts';
import { verifyLog } from '../src/verify/verify-log.ts';
import { keyRing, SimScheduler } from './crash-world.ts';

const dir = '/log';
const APPENDS = 40;
const STREAMS = 3;

function open(fs: SimFs, life: number): Promise<EventLog> {
  let nowUs = 1_700_000_000_000_000;
  return openLog({
    dir,
    fs,
    keyRing,
    clock: { nowUs: () => ++nowUs },
    random: (count) => Buffer.alloc(count, life),
    scheduler: new SimScheduler(),
    // Every segment that is closed gets an index.
    limits: { segmentBytes: 4096, indexedSegmentBytesMin: 0 },
    processes: {
      self: () => ({ pid: 1, bootId: 'b', startTicks: life }),
      isRunning: ({ startTicks }) => startTicks === life,
    },
  });
}

function append(log: EventLog, number: number, stream = streamOf(number)): Promise<unknown> {
  return log.append({ events: [{ type: 'noted', stream, payload: Buffer.alloc(400, number) }] });
}

function streamOf(number: number): string {
  return `s${number % STREAMS}`;
}

/** Appends until the process is dead, and closes the log; gives how many were acknowledged. */
async function work(fs: SimFs): Promise<number> {
  const log = await open(fs, 1);
  let acknowledged = 0;
  for (let number = 0; number < APPENDS && !fs.isDead; number++) {
    await append(log, number).then(
      () => (acknowledged += 1),
      (error: unknown) => {
        if (!fs.isDead) throw error;
      },
    );
  }
  await log.close().catch((error: unknown) => {
    if (!fs.isDead) throw error;
  });
  return acknowledged;
}

async function numbersIn(log: EventLog, stream?: string): Promise<number[]> {
  const events: StoredEvent[] = [];
  for await (const event of log.read(stream === undefined ? {} : { stream })) events.push(event);
  return events.filter(({ system }) => !system).map(({ payload }) => payload[0] ?? -1);
}

/** Opens the log on a disk without faults: nothing is missing, and indexes are there again. */
async function expectWhole(disk: SimDisk, acknowledged: number): Promise<void> {
  for (const life of [3, 4]) {
    const fs = disk.boot();
    const log = await open(fs, life);
    const numbers = await numbersIn(log);
    expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
    expect(numbers).toEqual(numbers.map((_, number) => number));
    for (const stream of ['s0', 's1', 's2']) {
      const ofStream = numbers.filter((number) => streamOf(number) === stream);
      expect(await numbersIn(log, stream)).toEqual(ofStream);
    }
    await log.close();
    expect(await verifyLog({ dir, keyRing, fs })).toMatchObject({ value: 'intact' });
    const indexed = fs.list(`${dir}/${INDEX_DIR}`).filter((name) => name.endsWith(INDEX_SUFFIX));
    const segments = fs.list(dir).filter((name) => name.endsWith(SEGMENT_SUFFIX));
    expect(indexed).toEqual(
      segments.slice(0, -1).map((name) => name.replace(SEGMENT_SUFFIX, INDEX_SUFFIX)),
    );
  }
}

/** The operations of a life without faults that are about indexes. */
async function indexOperations(): Promise<number[]> {
  const found: number[] = [];
  const names = new Set<string>();
  const fs = newDisk().boot((operation, index, path) => {
    if (!path.startsWith(`${dir}/${INDEX_DIR}`)) return undefined;
    found.push(index);
    names.add(operation);
    return undefined;
  });
  expect(await work(fs)).toBe(APPENDS);
  expect([...names].toSorted()).toEqual(['mkdir', 'open', 'rename', 'sync', 'write']);
  return found;
}

function newDisk(): SimDisk {
  return new SimDisk(new SeededChance(1));
}

test.each<SimFault>(['EIO', 'ENOSPC', 'crash'])(
  '%s at any operation that makes an index stops no append, and the index is made again',
  async (fault) => {
    const operations = await indexOperations();
    expect(operations.length).toBeGreaterThan(12);
    for (const faultyOperation of operations) {
      for (const losesPower of [false, true]) {
        const disk = newDisk();
        const fs = disk.boot((_, index) => (index === faultyOperation ? fault : undefined));
        const acknowledged = await work(fs);
        expect(fs.isDead).toBe(fault === 'crash');
        // Whoever appends is not told: nothing of the log depends on it.
        if (fault !== 'crash') expect(acknowledged).toBe(APPENDS);
        if (losesPower) disk.losePower();
        await expectWhole(disk, acknowledged);
      }
    }
  },
);

test('a disk that dies while an index is made anew for an append is told by a code', async () => {
  const disk = newDisk();
  await work(disk.boot());
  const fs = disk.boot();
  const log = await open(fs, 2);
  fs.kill();
  // To know the version of a stream that it has not seen, the log asks the index of every segment;
  // where that can't be read the segment is, which can't be either.
  await expect(append(log, APPENDS, 'new')).rejects.toMatchObject({ code: 'LH_IO' });
  await log.close().catch(() => undefined);
  await expectWhole(disk, APPENDS);
});
