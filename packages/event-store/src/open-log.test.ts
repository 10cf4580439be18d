import { createSecretKey, randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { KeyRing } from './keys/key-ring.ts';
import { openLog, type OpenLogOptions } from './open-log.ts';
import type { EventLog, StoredEvent } from './types.ts';

let dir: string;
const opened: EventLog[] = [];
const ring = ringOf(7);

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'lighthouse-open-'));
});

afterEach(async () => {
  for (const log of opened.splice(0)) await log.close();
  rmSync(dir, { recursive: true });
});

function ringOf(byte: number): KeyRing {
  const master = createSecretKey(Buffer.alloc(32, byte));
  return { keys: [{ kid: 1, state: 'active', master, created: '2024-01-01T00:00:00Z' }] };
}

async function open(options: Partial<OpenLogOptions> = {}): Promise<EventLog> {
  let nowUs = 1_700_000_000_000_000;
  const clock = { nowUs: () => (nowUs += 10) };
  const log = await openLog({ dir, keyRing: ring, clock, random: randomBytes, ...options });
  opened.push(log);
  return log;
}

function event(stream: string, text = 'x'): { type: string; stream: string; payload: Buffer } {
  return { type: 'noted', stream, payload: Buffer.from(text) };
}

async function all(events: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> {
  const list: StoredEvent[] = [];
  for await (const one of events) list.push(one);
  return list;
}

test('what is appended is read back, with its place, version and MAC', async () => {
  const log = await open();
  const { receipt, firstSeq } = await log.append({ events: [event('a', '1'), event('b', '2')] });
  await log.append({ events: [event('a', '3')] });
  expect(firstSeq).toBe(1);
  expect(receipt).toMatchObject({ logId: log.logId, seq: 2 });
  const events = await all(log.read());
  expect(events.map((one) => [one.seq, one.stream, one.version])).toEqual([
    [1, 'a', 1],
    [2, 'b', 1],
    [3, 'a', 2],
  ]);
  expect(events[1]?.mac).toBe(receipt.mac);
  expect(Buffer.from(events[2]?.payload ?? [])).toEqual(Buffer.from('3'));
});

test('a log that is opened again goes on where it was', async () => {
  const first = await open();
  await first.append({ events: [event('a')] });
  await first.close();
  const second = await open();
  expect([second.logId, second.lastSeq, second.streamVersion('a')]).toEqual([first.logId, 1, 1]);
  await second.append({ events: [event('a')], expected: { a: 1 } });
  expect(await all(second.read({ stream: 'a' }))).toHaveLength(2);
});

test('segments are closed when they are full, and read across', async () => {
  const log = await open({ limits: { segmentBytes: 4096 } });
  for (let count = 0; count < 40; count++)
    await log.append({ events: [event('a', 'y'.repeat(400))] });
  expect(readdirSync(dir).filter((name) => name.endsWith('.lhseg')).length).toBeGreaterThan(3);
  expect((await all(log.read())).map((one) => one.seq)).toEqual(range(1, 40));
  expect((await all(log.read({ backwards: true, limit: 3 }))).map((one) => one.seq)).toEqual([
    40, 39, 38,
  ]);
  await log.close();
  const again = await open();
  expect((await all(again.read({ after: 10, before: 13 }))).map((one) => one.seq)).toEqual([
    11, 12,
  ]);
});

test('a torn end is cut off, kept aside and recorded on the chain', async () => {
  const log = await open();
  await log.append({ events: [event('a')] });
  await log.close();
  const segment = path.join(dir, '00000000000000000001.lhseg');
  const { size } = statSync(segment);
  appendFileSync(segment, Buffer.alloc(100, 3));
  const again = await open();
  const events = await all(again.read());
  expect(events.map((one) => one.type)).toEqual(['noted', '$store_recovered']);
  expect(JSON.parse(Buffer.from(events[1]?.payload ?? []).toString())).toMatchObject({
    bytes: 100,
    seq: 1,
  });
  expect(readdirSync(path.join(dir, 'torn'))[0]).toMatch(new RegExp(`^1-${size}-`));
});

test('durable events that are gone are never taken for a torn end', async () => {
  const log = await open();
  await log.append({ events: [event('a')] });
  await log.append({ events: [event('a')] });
  await log.close();
  const segment = path.join(dir, '00000000000000000001.lhseg');
  writeFileSync(segment, (await import('node:fs')).readFileSync(segment).subarray(0, -10));
  await expect(open()).rejects.toMatchObject({
    code: 'LH_LOG_DAMAGED',
    facts: { finding: 'DAMAGE_BELOW_DURABLE', evidence: 2, lastSeq: 1 },
  });
});

test('a second writer is refused', async () => {
  await open();
  await expect(open()).rejects.toMatchObject({ code: 'LH_LOG_LOCKED' });
});

test('another key is told from a missing one', async () => {
  await (await open()).close();
  await expect(open({ keyRing: ringOf(8) })).rejects.toMatchObject({ code: 'LH_KEY_WRONG' });
  const [key] = ring.keys;
  const other = { keys: key === undefined ? [] : [{ ...key, kid: 2 }] };
  await expect(open({ keyRing: other })).rejects.toMatchObject({ code: 'LH_KEY_MISSING' });
});

test('a folder of something else is left alone', async () => {
  writeFileSync(path.join(dir, 'letter.txt'), 'dear');
  await expect(open()).rejects.toMatchObject({ code: 'LH_NOT_A_LOG' });
  expect(readdirSync(dir)).toEqual(['letter.txt']);
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
