import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { openLog, readLog, verifyLog } from '../src/index.ts';
import type { AppendResult, EventLog } from '../src/index.ts';
import { backupLog, restoreLog, subjectKeysIn } from '../src/life/index.ts';
import { append, eventsIn, newPlace, optionsFor } from './life-log.ts';
import type { Place } from './life-log.ts';

const scope = createScope(afterEach);

describe('a backup', () => {
  test('made while the log is written is a log, and holds what was acknowledged before', async () => {
    const place = await newPlace(scope);
    const log = await openLog(optionsFor(place));
    for (let count = 0; count < 60; count++) await append(log, `before ${count}`);
    const { lastSeq } = log;
    const to = path.join(place.folder, 'backup');
    const backup = backupLog({ dir: place.dir, to });
    const meanwhile = Promise.all(
      Array.from({ length: 200 }, (_, index) => append(log, `meanwhile ${index}`)),
    );
    expect((await backup).segmentCount).toBeGreaterThan(1);
    await meanwhile;
    await log.close();
    const verdict = await verifyLog({ dir: to, keyRing: place.keyRing });
    expect(verdict.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(verdict.lastSeq).toBeGreaterThanOrEqual(lastSeq);
  });

  test('goes into an empty folder only, and never into the log', async () => {
    const place = await newPlace(scope);
    await (await openLog(optionsFor(place))).close();
    for (const to of [place.folder, path.join(place.dir, 'backup')]) {
      await expect(backupLog({ dir: place.dir, to })).rejects.toMatchObject({ code: 'LH_USAGE' });
    }
    const to = path.join(await scope.folder(), 'other');
    await expect(backupLog({ dir: place.folder, to })).rejects.toMatchObject({
      code: 'LH_INPUT_MISSING',
    });
    expect(existsSync(to)).toBe(false);
  });
});

describe('a restore', () => {
  interface Restored extends Place {
    readonly backup: string;
    readonly receipts: readonly AppendResult[];
  }

  /** A log of three events of which the backup holds two. */
  async function backedUp(): Promise<Restored> {
    const place = await newPlace(scope);
    const backup = path.join(place.folder, 'backup');
    const log = await openLog(optionsFor(place));
    const receipts = [await append(log, 'one'), await append(log, 'two')];
    await backupLog({ dir: place.dir, to: backup });
    receipts.push(await append(log, 'lost'));
    await log.close();
    return { ...place, backup, receipts };
  }

  function anchorsOf(receipts: readonly AppendResult[]) {
    return receipts.map(({ receipt }) => ({ kind: 'receipt' as const, ...receipt }));
  }

  test('that is declared is no rollback: what it gave up is told, and not held against it', async () => {
    const { backup, receipts, ...place } = await backedUp();
    const dir = path.join(place.folder, 'restored');
    const options = { ...optionsFor({ ...place, dir }), from: backup, reason: 'disk failed' };
    const { log, incarnation, seq } = await restoreLog(options);
    expect({ incarnation, seq }).toEqual({ incarnation: 1, seq: 2 });
    const later = await append(log, 'four');
    expect(later.receipt).toMatchObject({ seq: 4, incarnation: 1 });
    await log.close();
    const { keyRing } = place;
    const kept = anchorsOf([...receipts.slice(0, 2), later]);
    expect(await verifyLog({ dir, keyRing, anchors: kept })).toMatchObject({
      value: 'intact',
      incarnation: 1,
      lastSeq: 4,
    });
    const anchors = anchorsOf([...receipts, later]);
    expect(await verifyLog({ dir, keyRing, anchors })).toMatchObject({
      value: 'unknown',
      findings: [],
      uncomparedAnchorCount: 1,
    });
    const again = await openLog(optionsFor({ ...place, dir }));
    expect((await append(again, 'five')).receipt.incarnation).toBe(1);
    await again.close();
  });

  test('that is not declared is found out by anchors', async () => {
    const { backup: dir, receipts, keyRing } = await backedUp();
    const anchors = anchorsOf(receipts);
    const { value, findings } = await verifyLog({ dir, keyRing, anchors });
    expect(value).toBe('tampered');
    expect(findings.map(({ code }) => code)).toContain('ROLLBACK');
  });

  test('that was broken off is not opened as if nothing had happened', async () => {
    const { backup, receipts: _, ...place } = await backedUp();
    const dir = path.join(place.folder, 'restored');
    const options = { ...optionsFor({ ...place, dir }), from: backup, reason: 'test' };
    await (await restoreLog(options)).log.close();
    writeFileSync(path.join(dir, 'RESTORING'), '');
    await expect(openLog(optionsFor({ ...place, dir }))).rejects.toMatchObject({
      code: 'LH_LOG_DAMAGED',
    });
  });

  test('of a damaged backup is refused, and of one with a torn end is one', async () => {
    const { backup, receipts: _, ...place } = await backedUp();
    const segment = path.join(backup, '00000000000000000001.lhseg');
    const whole = readFileSync(segment);
    truncateSync(segment, 300);
    const dir = path.join(place.folder, 'restored');
    const options = { ...optionsFor({ ...place, dir }), from: backup, reason: 'test' };
    await expect(restoreLog(options)).rejects.toMatchObject({ code: 'LH_LOG_DAMAGED' });
    writeFileSync(segment, Buffer.concat([whole, Buffer.from('torn')]));
    const { log } = await restoreLog(options);
    expect((await eventsIn(log)).at(-1)).toMatchObject({ seq: 3, type: '$store_restored' });
    await log.close();
  });
});

describe('a subject whose payloads are erased', () => {
  test('can be read before and not after, nor can anybody else; the log stays intact', async () => {
    const place = await newPlace(scope);
    const subjects = subjectKeysIn(path.join(place.folder, 'subjects'));
    const log = await openLog({ ...optionsFor(place), subjects });
    const event = { type: 'told', stream: 's', payload: Buffer.from('a secret'), subject: 'p-17' };
    const first = await log.append({ events: [event], key: 'k' });
    expect(await log.append({ events: [event], key: 'k' })).toMatchObject({
      receipt: first.receipt,
      repeated: true,
    });
    await log.append({ events: [{ ...event, subject: 'p-18' }] });
    const texts = async (from: EventLog): Promise<unknown[]> =>
      (await eventsIn(from))
        .filter(({ system }) => !system)
        .map(({ payload, erased }) => erased ?? Buffer.from(payload).toString());
    expect(await texts(log)).toEqual(['a secret', 'a secret']);
    expect(await log.eraseSubject('p-17')).toBe(true);
    expect(await log.eraseSubject('p-17')).toBe(false);
    expect(await texts(log)).toEqual([true, 'a secret']);
    await log.close();
    const files = readdirSync(place.dir).filter((name) => name.endsWith('.lhseg'));
    const bytes = Buffer.concat(files.map((name) => readFileSync(path.join(place.dir, name))));
    expect(bytes.includes('a secret')).toBe(false);
    expect(readdirSync(path.join(place.folder, 'subjects'))).toHaveLength(1);
    const { dir, keyRing } = place;
    expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 3 });
    const again = await openLog({ ...optionsFor(place), subjects });
    expect(await texts(again)).toEqual([true, 'a secret']);
    await again.close();
    const shown: unknown[] = [];
    for await (const { payload, erased } of readLog({ dir, keyRing, subjects }, { stream: 's' }))
      shown.push(erased ?? Buffer.from(payload).toString());
    expect(shown).toEqual([true, 'a secret']);
  });

  test('is not written about without keys of subjects', async () => {
    const log = await openLog(optionsFor(await newPlace(scope)));
    const event = { type: 'told', stream: 's', payload: Buffer.from('x'), subject: 'p' };
    await expect(log.append({ events: [event] })).rejects.toMatchObject({ code: 'LH_USAGE' });
    await log.close();
  });
});

describe('a snapshot', () => {
  test('comes back as long as the log holds the event that it ends with', async () => {
    const place = await newPlace(scope);
    const log = await openLog(optionsFor(place));
    await append(log, 'one');
    const state = Buffer.from('folded');
    await log.saveSnapshot('counts', { seq: 1, state });
    await log.saveSnapshot('empty', { seq: 0, state });
    await expect(log.saveSnapshot('counts', { seq: 9, state })).rejects.toMatchObject({
      code: 'LH_USAGE',
    });
    await append(log, 'two');
    await log.close();
    const again = await openLog(optionsFor(place));
    const found = await again.loadSnapshot('counts');
    expect(found).toEqual({ seq: 1, state: new Uint8Array(state) });
    expect(await again.loadSnapshot('empty')).toMatchObject({ seq: 0 });
    expect(await again.loadSnapshot('others')).toBeUndefined();
    await again.close();
  });

  test('does not count when it was changed, or the log is another one', async () => {
    const place = await newPlace(scope);
    const log = await openLog(optionsFor(place));
    await append(log, 'one');
    await log.saveSnapshot('counts', { seq: 1, state: Buffer.from('folded') });
    const file = path.join(place.dir, 'snapshots', 'counts.lhsnap');
    const bytes = readFileSync(file);
    for (const at of [20, bytes.length - 40, bytes.length - 1]) {
      writeFileSync(file, Buffer.from(bytes).fill((bytes[at] ?? 0) ^ 1, at, at + 1));
      expect(await log.loadSnapshot('counts')).toBeUndefined();
    }
    writeFileSync(file, bytes);
    await log.close();
    for (const name of ['00000000000000000001.lhseg', 'HEAD']) rmSync(path.join(place.dir, name));
    rmSync(path.join(place.dir, 'snapshots'), { recursive: true });
    const other = await openLog(optionsFor(place));
    await append(other, 'one');
    await other.saveSnapshot('x', { seq: 1, state: Buffer.alloc(1) });
    writeFileSync(file, bytes);
    expect(await other.loadSnapshot('counts')).toBeUndefined();
    await other.close();
  });
});
