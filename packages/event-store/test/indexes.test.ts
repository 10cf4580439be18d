import { randomBytes } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import type { LogFile, LogFs } from '../src/fs/log-fs.ts';
import { nodeFs } from '../src/fs/node-fs.ts';
import { openLog } from '../src/open-log.ts';
import type { AppendRequest, EventLog, ReadOptions, StoredEvent } from '../src/types.ts';
import { verifyLog } from '../src/verify/verify-log.ts';
import { keyRing } from './crash-world.ts';

const scope = createScope();
const APPENDS = 400;
let dir: string;
let opened: EventLog[] = [];

beforeEach(async () => {
  dir = path.join(await scope.folder(), 'log');
  const log = await open();
  for (let number = 0; number < APPENDS; number++) await log.append(requestOf(number));
  await close();
});

afterEach(async () => {
  await close();
  expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact' });
  await scope.close();
});

async function open(fs: LogFs = nodeFs): Promise<EventLog> {
  let nowUs = 1_700_000_000_000_000;
  const clock = { nowUs: () => (nowUs += 10) };
  const limits = { segmentBytes: 16_384, indexedSegmentBytesMin: 0 };
  const log = await openLog({ dir, keyRing, clock, random: randomBytes, fs, limits });
  opened.push(log);
  return log;
}

async function close(): Promise<void> {
  for (const log of opened) await log.close();
  opened = [];
}

function requestOf(number: number): AppendRequest {
  const event = {
    type: number % 3 === 0 ? 'third' : 'other',
    stream: `s${number % 50}`,
    agent: `a${number % 7}`,
    correlation: `c${Math.floor(number / 4)}`,
    id: `id-${number}`,
    payload: Buffer.alloc(60, number),
  };
  return { events: [event], key: `key-${number}` };
}

async function read(log: EventLog, options: ReadOptions): Promise<number[]> {
  const events: StoredEvent[] = [];
  for await (const event of log.read(options)) events.push(event);
  return events.map(({ seq }) => seq);
}

/** All that indexes are there for. */
async function expectAllRight(log: EventLog): Promise<void> {
  expect(log.lastSeq).toBe(APPENDS);
  const numbers = Array.from({ length: APPENDS }, (_, number) => number);
  const seqs = (isWanted: (number: number) => boolean): number[] =>
    numbers.filter(isWanted).map((number) => number + 1);
  expect(await read(log, { stream: 's7' })).toEqual(seqs((number) => number % 50 === 7));
  expect(await read(log, { type: 'third' })).toEqual(seqs((number) => number % 3 === 0));
  expect(await read(log, { agent: 'a3', backwards: true, limit: 4 })).toEqual(
    seqs((number) => number % 7 === 3)
      .toReversed()
      .slice(0, 4),
  );
  expect(await read(log, { correlation: 'c11' })).toEqual([45, 46, 47, 48]);
  expect(log.streamVersion('s7')).toBe(8);
  expect(log.streamVersion('nobody')).toBe(0);
  for (const number of [0, 17, APPENDS - 1]) {
    const again = await log.append(requestOf(number));
    expect(again).toMatchObject({ repeated: true, firstSeq: number + 1 });
    const taken = { events: requestOf(number).events, key: 'another' };
    await expect(log.append(taken)).rejects.toMatchObject({ code: 'LH_DUPLICATE_ID' });
  }
}

function indexes(): string[] {
  return readdirSync(path.join(dir, 'index')).map((name) => path.join(dir, 'index', name));
}

test('every closed segment gets an index, and with it the log answers as without', async () => {
  const segmentCount = readdirSync(dir).filter((name) => name.endsWith('.lhseg')).length;
  expect(indexes()).toHaveLength(segmentCount - 1);
  expect(segmentCount).toBeGreaterThan(5);
  await expectAllRight(await open());
});

test('indexes that were deleted are made again, byte for byte', async () => {
  const before = indexes().map((file) => readFileSync(file).toString('hex'));
  rmSync(path.join(dir, 'index'), { recursive: true });
  await expectAllRight(await open());
  await close();
  expect(indexes().map((file) => readFileSync(file).toString('hex'))).toEqual(before);
});

test('indexes with wrong bytes are made again when they are used', async () => {
  for (const file of indexes()) {
    const bytes = readFileSync(file);
    for (let at = 50; at < bytes.length; at += 4096) bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    writeFileSync(file, bytes);
  }
  await expectAllRight(await open());
});

test('an append that comes upon a damaged segment half way leaves nothing of itself', async () => {
  const log = await open();
  const segments = readdirSync(dir).filter((name) => name.endsWith('.lhseg'));
  const closed = segments.slice(0, -1).map((name) => path.join(dir, name));
  const files = [...indexes(), ...closed];
  const before = files.map((file) => readFileSync(file));
  for (const [at, file] of files.entries()) writeFileSync(file, damagedFrom(before[at], 4096));
  const [known, unknown] = [`s${(APPENDS - 1) % 50}`, 'nobody'].map((stream) => {
    return { type: 'noted', stream, payload: Buffer.alloc(8) };
  });
  const events = [known, unknown].flatMap((event) => event ?? []);
  await expect(log.append({ events })).rejects.toMatchObject({ code: 'LH_LOG_DAMAGED' });
  // What would have come behind the first of the two events is not taken in.
  const next = log.append({ events: events.slice(0, 1) });
  await expect(next).rejects.toMatchObject({ code: 'LH_LOG_READ_ONLY' });
  await close();
  for (const [at, file] of files.entries()) writeFileSync(file, before[at] ?? '');
  const again = await open();
  expect(again.lastSeq).toBe(APPENDS);
  expect((await again.append({ events })).firstSeq).toBe(APPENDS + 1);
});

/** The same bytes, with one in each stretch of 1,024 from `start` on changed. */
function damagedFrom(bytes: Buffer | undefined, start: number): Buffer {
  const changed = Buffer.from(bytes ?? '');
  for (let at = start; at < changed.length; at += 1024) changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

test('the index of another segment does not serve', async () => {
  const [first = '', ...others] = indexes();
  for (const other of others) copyFileSync(first, other);
  await expectAllRight(await open());
});

test('an index that is half written, as a crash leaves it, is in nobodys way', async () => {
  const [first = ''] = indexes();
  writeFileSync(`${first}.new`, 'half');
  rmSync(first);
  await expectAllRight(await open());
});

test('opening reads the last segment, not the whole log', async () => {
  const counting = countReads();
  const log = await open(counting.fs);
  const bytesOfLog = readdirSync(dir)
    .filter((name) => name.endsWith('.lhseg'))
    .reduce((sum, name) => sum + readFileSync(path.join(dir, name)).length, 0);
  expect(counting.bytes()).toBeLessThan(bytesOfLog / 2);
  await expectAllRight(log);
});

/** The real file system, and how much was read through it. */
function countReads(): { fs: LogFs; bytes: () => number } {
  let count = 0;
  const counted = (file: LogFile): LogFile =>
    new Proxy(file, {
      get: (target, member) => {
        if (member === 'pread') {
          return (bytes: Uint8Array, position: number) => {
            const read = target.pread(bytes, position);
            count += read;
            return read;
          };
        }
        const value: unknown = Reflect.get(target, member, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  return {
    fs: { ...nodeFs, open: (file, mode) => counted(nodeFs.open(file, mode)) },
    bytes: () => count,
  };
}
