import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { createKeyRing, openLog, verifyLog, type KeyRing } from '../src/index.ts';
import {
  createSealedLog,
  epochFile,
  openSealedLog,
  type SealedEventLog,
} from '../src/sealed/index.ts';
import { SimDisk, type SimFault, type SimFs } from '../src/fs/sim-fs.ts';
import { SeededChance } from '../src/fs/sim-chance.ts';
import { deriveNextEpochKey } from '../src/keys/log-keys.ts';
import { keyRing as simRing, SimScheduler } from './crash-world.ts';
import { simEpochs } from './sim-epochs.ts';

const scope = createScope(afterEach);
const SECOND_US = 1_000_000;

interface Place {
  readonly dir: string;
  readonly epochPath: string;
  readonly keyRing: KeyRing;
  readonly time: { nowUs: number };
}

async function newPlace(): Promise<Place> {
  const folder = await scope.folder();
  const keyRing = createKeyRing(path.join(folder, 'keyring.json'), { nowUs: 1 });
  const time = { nowUs: 1_700_000_000 * SECOND_US };
  return {
    dir: path.join(folder, 'log'),
    epochPath: path.join(folder, 'epoch.json'),
    keyRing,
    time,
  };
}

function optionsOf({ dir, epochPath, time }: Place) {
  const clock = { nowUs: () => (time.nowUs += 1) };
  return { dir, epochs: epochFile(epochPath), clock, random: randomBytes };
}

function create(place: Place): Promise<SealedEventLog> {
  return createSealedLog({ ...optionsOf(place), keyRing: place.keyRing, epochSeconds: 10 });
}

function append(log: SealedEventLog, text: string): Promise<unknown> {
  return log.append({ events: [{ type: 'noted', stream: 's', payload: Buffer.from(text) }] });
}

async function typesIn(log: SealedEventLog): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of log.read()) types.push(type);
  return types;
}

describe('a sealed log', () => {
  test('ends each epoch with a seal, goes on under another key, and is intact', async () => {
    const place = await newPlace();
    const log = await create(place);
    const derived = log.deriveKey('x');
    await append(log, 'one');
    place.time.nowUs += 10 * SECOND_US;
    await Promise.all([append(log, 'two'), append(log, 'three')]);
    expect(await typesIn(log)).toEqual(['noted', '$epoch_sealed', 'noted', 'noted']);
    await log.close();
    const { dir, keyRing } = place;
    expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 4 });
    const again = await openSealedLog(optionsOf(place));
    expect(again.deriveKey('x')).toEqual(derived);
    await append(again, 'four');
    expect(await typesIn(again)).toHaveLength(5);
    await again.close();
    expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 5 });
  });

  test('seals the epochs that passed while it was closed, one by one', async () => {
    const place = await newPlace();
    await (await create(place)).close();
    place.time.nowUs += 35 * SECOND_US;
    const log = await openSealedLog(optionsOf(place));
    await append(log, 'late');
    expect(await typesIn(log)).toEqual([...Array(3).fill('$epoch_sealed'), 'noted']);
    await log.close();
    const { dir, keyRing } = place;
    expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 4 });
  });

  test('keeps the key of its epoch only, which makes no earlier one', async () => {
    const place = await newPlace();
    const log = await create(place);
    const first = epochFile(place.epochPath).load();
    await log.sealEpoch();
    const second = epochFile(place.epochPath).load();
    await log.close();
    expect(second.epoch).toBe(2);
    expect(second.key.equals(deriveNextEpochKey(first.key, first.logId, 1))).toBe(true);
    expect(readFileSync(place.epochPath, 'utf8')).not.toContain(
      first.key.export().toString('base64'),
    );
    expect(statSync(place.epochPath).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(place.epochPath)).toSorted()).toEqual([
      'epoch.json',
      'keyring.json',
      'log',
    ]);
  });

  test('ends one epoch after the other when that is asked for more than once at a time', async () => {
    const place = await newPlace();
    const log = await create(place);
    const work = [append(log, 'one'), log.sealEpoch(), log.sealEpoch(), append(log, 'two')];
    await Promise.all([...work, log.sealEpoch()]);
    expect((await typesIn(log)).filter((type) => type === '$epoch_sealed')).toHaveLength(3);
    await log.close();
    const { dir, keyRing } = place;
    expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 5 });
  });

  test('is not opened by its master key, nor by the epoch key of another log', async () => {
    const place = await newPlace();
    const other = await newPlace();
    await (await create(place)).close();
    await (await create(other)).close();
    const options = optionsOf(place);
    await expect(openLog({ ...options, keyRing: place.keyRing })).rejects.toMatchObject({
      code: 'LH_LOG_DAMAGED',
    });
    const epochs = epochFile(other.epochPath);
    await expect(openSealedLog({ ...options, epochs })).rejects.toMatchObject({
      code: 'LH_KEY_WRONG',
    });
    await expect(create(place)).rejects.toMatchObject({ code: 'LH_KEY_INVALID' });
    expect(existsSync(`${place.epochPath}.new`)).toBe(false);
  });

  test('puts an append that has no room left in its epoch into the next one', async () => {
    const place = await newPlace();
    const { time } = place;
    const startUs = time.nowUs;
    // A clock that stands still: nothing but the append itself can end the epoch.
    const options = { ...optionsOf(place), clock: { nowUs: () => time.nowUs } };
    const log = await createSealedLog({ ...options, keyRing: place.keyRing, epochSeconds: 10 });
    time.nowUs = startUs + 10 * SECOND_US - 3;
    const event = { type: 'noted', stream: 's', payload: Buffer.from('x') };
    await log.append({ events: [event, event, event, event, event] });
    expect((await typesIn(log)).filter((type) => type === '$epoch_sealed')).toHaveLength(1);
    await log.close();
    const { dir, keyRing } = place;
    expect((await verifyLog({ dir, keyRing })).value).toBe('intact');
  });

  test('asks a clock that stands still a few times, not over and over', async () => {
    const place = await newPlace();
    const { time } = place;
    const untilUs = time.nowUs + 10 * SECOND_US;
    let asked = 0;
    const nowUs = (): number => {
      asked += 1;
      // So that even who asks over and over comes to an end.
      return asked < 1000 ? time.nowUs : untilUs;
    };
    const options = { ...optionsOf(place), clock: { nowUs } };
    const log = await createSealedLog({ ...options, keyRing: place.keyRing, epochSeconds: 10 });
    // The last event is so late that the next one has room, but not the next five.
    time.nowUs = untilUs - 4;
    await append(log, 'one');
    const event = { type: 'noted', stream: 's', payload: Buffer.from('x') };
    await log.append({ events: [event, event, event, event, event] });
    expect(asked).toBeLessThan(50);
    expect(await typesIn(log)).toEqual(['noted', '$epoch_sealed', ...Array(5).fill('noted')]);
    await log.close();
    const { dir, keyRing } = place;
    expect((await verifyLog({ dir, keyRing })).value).toBe('intact');
  });
});

describe('a sealed log whose process dies, or whose disk is full, in the middle of an epoch end', () => {
  const dir = '/log';
  const texts = ['one', 'two', 'three'];

  function simOptions(fs: SimFs, nowUs: () => number) {
    const scheduler = new SimScheduler();
    const processes = {
      self: () => ({ pid: 1, bootId: 'b', startTicks: 1 }),
      isRunning: () => false,
    };
    const random = (count: number): Uint8Array => new Uint8Array(count).fill(7);
    return { dir, fs, clock: { nowUs }, scheduler, processes, random, epochs: simEpochs(fs) };
  }

  /** Appends across the ends of epochs, with a fault at one operation; then goes on without. */
  async function run(seed: number, fault: SimFault, at: number): Promise<boolean> {
    let now = 1_700_000_000 * SECOND_US;
    const nowUs = (): number => ++now;
    const disk = new SimDisk(new SeededChance(seed));
    const made = disk.boot();
    await (
      await createSealedLog({ ...simOptions(made, nowUs), keyRing: simRing, epochSeconds: 10 })
    ).close();
    const acknowledged: string[] = [];
    const fs = disk.boot((_operation, index) => (index === at ? fault : undefined));
    const first = await openSealedLog(simOptions(fs, nowUs)).catch(() => undefined);
    for (const text of texts) {
      now += 13 * SECOND_US;
      if (first === undefined) break;
      await append(first, text).then(
        () => acknowledged.push(text),
        () => undefined,
      );
    }
    await first?.close().catch(() => undefined);
    const wasReached = fs.operationCount > at;
    fs.kill();
    if (seed % 2 === 0) disk.losePower();
    const last = disk.boot();
    const log = await openSealedLog(simOptions(last, nowUs));
    await append(log, 'end');
    const found: string[] = [];
    for await (const { payload, system } of log.read()) {
      if (!system) found.push(Buffer.from(payload).toString());
    }
    await log.close();
    expect(found.filter((text) => acknowledged.includes(text))).toEqual(acknowledged);
    const verdict = await verifyLog({ dir, keyRing: simRing, fs: last });
    expect({ seed, at, value: verdict.value, findings: verdict.findings }).toMatchObject({
      value: 'intact',
      findings: [],
    });
    return wasReached;
  }

  test.each(['crash', 'EIO', 'ENOSPC'] as const)(
    'goes on from there, whichever operation it was: %s',
    async (fault) => {
      let at = 0;
      while (await run(1 + (at % 2), fault, at)) at += 1;
      expect(at).toBeGreaterThan(40);
    },
    60_000,
  );
});
