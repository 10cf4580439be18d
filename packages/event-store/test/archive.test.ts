import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import {
  addActiveKey,
  createKeyRing,
  loadKeyRing,
  openLog,
  revokeKey,
  verifyLog,
} from '../src/index.ts';
import type { AppendResult, EventLog, KeyRing } from '../src/index.ts';
import { SeededChance } from '../src/fs/sim-chance.ts';
import { SimDisk, type SimFs } from '../src/fs/sim-fs.ts';
import { keyRing as simRing, SimScheduler } from './crash-world.ts';

const scope = createScope(afterEach);
let nowUs = 1_700_000_000_000_000;

function open(dir: string, keyRing: KeyRing): Promise<EventLog> {
  const clock = { nowUs: () => ++nowUs };
  return openLog({ dir, keyRing, clock, random: randomBytes, limits: { segmentBytes: 4096 } });
}

function append(log: EventLog, count: number, text = 'text'): Promise<AppendResult> {
  const payload = Buffer.from(text.padEnd(300));
  const event = {
    type: 'noted',
    stream: `s${count % 3}`,
    payload,
    id: `id-${count}`,
    agent: 'ada',
  };
  return log.append({ events: [event, { ...event, id: `${count}-id` }], key: `k${count}` });
}

async function seqsIn(log: EventLog): Promise<number[]> {
  const seqs: number[] = [];
  for await (const { seq } of log.read()) seqs.push(seq);
  return seqs;
}

async function filled() {
  const folder = await scope.folder();
  const ringFile = path.join(folder, 'keyring.json');
  const keyRing = createKeyRing(ringFile, { nowUs: 1 });
  const [dir, to] = [path.join(folder, 'log'), path.join(folder, 'archive')];
  const log = await open(dir, keyRing);
  const results: AppendResult[] = [];
  for (let count = 0; count < 30; count++) results.push(await append(log, count));
  return { folder, ringFile, dir, to, keyRing, log, results };
}

test('segments that were archived are gone from the log, and all that they said still counts', async () => {
  const { dir, to, keyRing, log, results } = await filled();
  const archived = await log.archive({ through: 30, to });
  expect(archived?.receipt.seq).toBe(61);
  const check = async (opened: EventLog): Promise<void> => {
    expect(opened.firstSeq).toBeGreaterThan(10);
    expect((await seqsIn(opened))[0]).toBe(opened.firstSeq);
    expect(opened.streamVersion('s0')).toBe(20);
    for (const count of [0, 1, 29]) {
      expect(await append(opened, count)).toEqual({ ...results[count], repeated: true });
      await expect(append(opened, count, 'other')).rejects.toMatchObject({
        code: 'LH_IDEMPOTENCY_CONFLICT',
      });
    }
    const event = { type: 'a', stream: 'b', payload: Buffer.alloc(0), id: 'id-0' };
    await expect(opened.append({ events: [event] })).rejects.toMatchObject({
      code: 'LH_DUPLICATE_ID',
    });
    const signal = new AbortController().signal;
    const subscription = opened.subscribe({ after: 0, signal })[Symbol.asyncIterator]();
    await expect(subscription.next()).rejects.toMatchObject({ code: 'LH_INPUT_MISSING' });
  };
  await check(log);
  await log.close();
  expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 61 });
  const again = await open(dir, keyRing);
  await check(again);
  await again.close();
});

test('a log is archived again and again, also under other keys, and is whole when put together', async () => {
  const { folder, ringFile, dir, to, keyRing, log } = await filled();
  await log.archive({ through: 20, to });
  expect(await log.archive({ through: 20, to })).toBeUndefined();
  await log.rotateKey(addActiveKey(ringFile, { nowUs: 2 }));
  for (let count = 30; count < 45; count++) await append(log, count);
  await log.close();
  const later = await open(dir, revokeKey(ringFile, 1));
  await later.archive({ through: 50, to });
  expect(later.firstSeq).toBeGreaterThan(40);
  await append(later, 45);
  await later.close();
  const ring = loadKeyRing(ringFile);
  const verdict = await verifyLog({ dir, keyRing: ring });
  expect(verdict).toMatchObject({ value: 'intact', findings: [] });
  const whole = path.join(folder, 'whole');
  for (const from of [dir, to]) cpSync(from, whole, { recursive: true });
  expect(await verifyLog({ dir: whole, keyRing: ring })).toMatchObject({
    value: 'intact',
    verifiedCount: verdict.lastSeq,
  });
  expect(keyRing.keys).toHaveLength(1);
});

test('without what is known of the archive, or with another, the log is refused', async () => {
  const { dir, to, keyRing, log } = await filled();
  await log.archive({ through: 30, to });
  await log.close();
  const folder = path.join(dir, 'archive');
  const [name = ''] = readdirSync(folder);
  const bytes = readFileSync(path.join(folder, name));
  writeFileSync(path.join(folder, name), bytes.toString().replace('id-0', 'id-9'));
  await expect(open(dir, keyRing)).rejects.toMatchObject({ code: 'LH_LOG_DAMAGED' });
  writeFileSync(path.join(folder, name), bytes);
  await (await open(dir, keyRing)).close();
});

test('an archive that is interrupted, at whichever operation, leaves a log that goes on', async () => {
  const dir = '/log';
  const optionsFor = (fs: SimFs) => ({
    dir,
    fs,
    keyRing: simRing,
    clock: { nowUs: () => ++nowUs },
    random: (count: number) => new Uint8Array(count).fill(3),
    scheduler: new SimScheduler(),
    processes: { self: () => ({ pid: 1, bootId: 'b', startTicks: 1 }), isRunning: () => false },
    limits: { segmentBytes: 4096 },
  });
  const disk = new SimDisk(new SeededChance(1));
  const log = await openLog(optionsFor(disk.boot()));
  for (let count = 0; count < 20; count++) await append(log, count);
  await log.close();
  let wasReached = true;
  let at = 0;
  for (; wasReached; at++) {
    const copy = disk.clone();
    let from = Infinity;
    const fs = copy.boot((_operation, index) => (index === from + at ? 'crash' : undefined));
    const first = await openLog(optionsFor(fs));
    from = fs.operationCount;
    await first.archive({ through: 25, to: '/archive' }).catch(() => undefined);
    wasReached = fs.isDead;
    fs.kill();
    if (at % 2 === 0) copy.losePower();
    const after = copy.boot();
    const opened = await openLog(optionsFor(after));
    expect(await append(opened, 3)).toMatchObject({ repeated: true });
    await opened.archive({ through: 25, to: '/archive' });
    expect(opened.firstSeq).toBeGreaterThan(10);
    await opened.close();
    const verdict = await verifyLog({ dir, keyRing: simRing, fs: after });
    expect({ at, value: verdict.value, findings: verdict.findings }).toMatchObject({
      value: 'intact',
      findings: [],
    });
  }
  expect(at).toBeGreaterThan(15);
});

test('a log that was archived twice is intact, though the record of the first time was archived too', async () => {
  const { dir, to, keyRing, log } = await filled();
  const first = await log.archive({ through: 10, to });
  for (let count = 30; count < 60; count++) await append(log, count);
  await log.archive({ through: 110, to });
  const { firstSeq } = log;
  await log.close();
  expect(firstSeq).toBeGreaterThan(first?.receipt.seq ?? Infinity);
  expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', findings: [] });
});
