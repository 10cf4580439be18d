import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import {
  addActiveKey,
  createKeyRing,
  loadKeyRing,
  openLog,
  revokeKey,
  verifyLog,
  type EventLog,
  type KeyRing,
} from '../src/index.ts';

const scope = createScope(afterEach);

interface Place {
  readonly dir: string;
  readonly ringFile: string;
}

async function newPlace(): Promise<Place> {
  const folder = await scope.folder();
  const ringFile = path.join(folder, 'keyring.json');
  createKeyRing(ringFile, { nowUs: 1 });
  return { dir: path.join(folder, 'log'), ringFile };
}

let nowUs = 1_700_000_000_000_000;

function open(dir: string, keyRing: KeyRing, segmentBytes = 65_536): Promise<EventLog> {
  const clock = { nowUs: () => ++nowUs };
  return openLog({ dir, keyRing, clock, random: randomBytes, limits: { segmentBytes } });
}

function append(log: EventLog, text: string): Promise<unknown> {
  return log.append({ events: [{ type: 'noted', stream: 's', payload: Buffer.from(text) }] });
}

async function textsIn(log: EventLog): Promise<string[]> {
  const texts: string[] = [];
  for await (const { payload, system } of log.read()) {
    if (!system) texts.push(Buffer.from(payload).toString());
  }
  return texts;
}

describe('a log whose key is rotated', () => {
  test('goes on without a pause, and is intact under the ring of both keys', async () => {
    const { dir, ringFile } = await newPlace();
    const log = await open(dir, loadKeyRing(ringFile), 4096);
    const before = Array.from({ length: 50 }, (_, index) => append(log, `before ${index}`));
    const rotated = log.rotateKey(addActiveKey(ringFile, { nowUs: 2 }));
    const behind = Array.from({ length: 50 }, (_, index) => append(log, `behind ${index}`));
    await Promise.all([...before, rotated, ...behind]);
    expect(await textsIn(log)).toHaveLength(100);
    await log.close();
    const keyRing = loadKeyRing(ringFile);
    expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 101 });
    const again = await open(dir, keyRing);
    await append(again, 'after');
    expect(await textsIn(again)).toHaveLength(101);
    await again.close();
    expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 102 });
  });

  test('is rotated as it is opened when the ring was changed before', async () => {
    const { dir, ringFile } = await newPlace();
    const log = await open(dir, loadKeyRing(ringFile));
    await append(log, 'one');
    await log.close();
    const ring = addActiveKey(ringFile, { nowUs: 2 });
    const again = await open(dir, ring);
    expect(again.lastSeq).toBe(2);
    expect(await again.rotateKey(ring)).toBeUndefined();
    await again.close();
    expect(await verifyLog({ dir, keyRing: ring })).toMatchObject({ value: 'intact', lastSeq: 2 });
  });

  test('derives the same keys as before, until the lowest key is revoked', async () => {
    const { dir, ringFile } = await newPlace();
    const log = await open(dir, loadKeyRing(ringFile));
    const before = log.deriveKey('x');
    await log.rotateKey(addActiveKey(ringFile, { nowUs: 2 }));
    expect(log.deriveKey('x')).toEqual(before);
    await log.close();
    const again = await open(dir, loadKeyRing(ringFile));
    expect(again.deriveKey('x')).toEqual(before);
    await again.close();
    const last = await open(dir, revokeKey(ringFile, 1));
    expect(last.deriveKey('x')).not.toEqual(before);
    await last.close();
  });

  test('is refused, and not touched, without the new key', async () => {
    const { dir, ringFile } = await newPlace();
    const old = loadKeyRing(ringFile);
    const log = await open(dir, old);
    await append(log, 'one');
    await log.rotateKey(addActiveKey(ringFile, { nowUs: 2 }));
    await log.close();
    const bytes = (): string[] =>
      readdirSync(dir).map((name) => readFileSync(path.join(dir, name)).toString('hex'));
    const before = bytes();
    await expect(open(dir, old)).rejects.toMatchObject({ code: 'LH_KEY_MISSING' });
    expect(bytes()).toEqual(before);
  });

  test('keeps its key when the new ring lacks the old one, or goes back', async () => {
    const { dir, ringFile } = await newPlace();
    const other = await newPlace();
    const first = loadKeyRing(ringFile);
    const log = await open(dir, first);
    await log.rotateKey(addActiveKey(ringFile, { nowUs: 2 }));
    for (const ring of [loadKeyRing(other.ringFile), first]) {
      await expect(log.rotateKey(ring)).rejects.toMatchObject({ code: 'LH_KEY_INVALID' });
    }
    await append(log, 'two');
    await log.close();
    const keyRing = loadKeyRing(ringFile);
    expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 2 });
  });
});

describe('the file of a key ring', () => {
  test('holds every key after rotations, for its owner alone', async () => {
    const { ringFile } = await newPlace();
    addActiveKey(ringFile, { nowUs: 2 });
    addActiveKey(ringFile, { nowUs: 3 });
    const { keys } = revokeKey(ringFile, 1);
    expect(keys.map(({ kid, state }) => [kid, state])).toEqual([
      [1, 'revoked'],
      [2, 'retired'],
      [3, 'active'],
    ]);
    expect(statSync(ringFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(ringFile))).toEqual(['keyring.json']);
  });

  test('is not changed by two at the same time, nor by a change that makes no sense', async () => {
    const { ringFile } = await newPlace();
    const before = readFileSync(ringFile, 'utf8');
    for (const kid of [1, 7]) expect(() => revokeKey(ringFile, kid)).toThrow(/key file/);
    writeFileSync(`${ringFile}.new`, '');
    expect(() => addActiveKey(ringFile, { nowUs: 2 })).toThrow(/cannot change the key file/);
    expect(readFileSync(ringFile, 'utf8')).toBe(before);
  });
});
