import { randomBytes } from 'node:crypto';
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
import { createKeyRing, openLog, readLog, verifyLog } from '../src/index.ts';
import type { AppendResult, EventLog, KeyRing, OpenLogOptions, StoredEvent } from '../src/index.ts';
import {
  backupLog,
  exportEvents,
  importEvents,
  restoreLog,
  subjectKeysIn,
} from '../src/life/index.ts';

const scope = createScope(afterEach);
let nowUs = 1_700_000_000_000_000;

interface Place {
  readonly folder: string;
  readonly dir: string;
  readonly keyRing: KeyRing;
}

async function newPlace(): Promise<Place> {
  const folder = await scope.folder();
  const keyRing = createKeyRing(path.join(folder, 'keyring.json'), { nowUs: 1 });
  return { folder, dir: path.join(folder, 'log'), keyRing };
}

function optionsFor({ dir, keyRing }: Place): OpenLogOptions {
  const clock = { nowUs: () => ++nowUs };
  return { dir, keyRing, clock, random: randomBytes, limits: { segmentBytes: 4096 } };
}

function append(log: EventLog, text: string): Promise<AppendResult> {
  return log.append({ events: [{ type: 'noted', stream: 's', payload: Buffer.from(text) }] });
}

async function eventsIn(log: EventLog): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of log.read()) events.push(event);
  return events;
}

describe('a backup', () => {
  test('made while the log is written is a log, and holds what was acknowledged before', async () => {
    const place = await newPlace();
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
    const place = await newPlace();
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
    const place = await newPlace();
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

describe('an export', () => {
  const payloads = ['{"a":1}', 'text\u2028 \ufeff\u0000', '', 'été 🗼'].map((text) =>
    Buffer.from(text),
  );
  payloads.push(Buffer.from([0, 255, 254, 128]), Buffer.from([0xef, 0xbb, 0xbf, 65]));

  async function filled(): Promise<{ log: EventLog; place: Place }> {
    const place = await newPlace();
    const log = await openLog(optionsFor(place));
    for (const [index, payload] of payloads.entries()) {
      const event = {
        type: 'noted',
        stream: `s${index % 2}`,
        payload,
        id: `id-${index}`,
        nonce: 7,
      };
      const meta = {
        agent: 'ada',
        credential: 1,
        session: 'x y',
        correlation: 'c',
        causation: 'é',
      };
      await log.append({ events: [{ ...event, ...meta }], key: `k${index}` });
    }
    await log.append({
      events: [{ type: '$noted', stream: '$audit', payload: Buffer.from('{}'), system: true }],
    });
    await log.rotateKey(place.keyRing);
    return { log, place };
  }

  test.each(['jsonl', 'cloudevents'] as const)(
    'as %s brings everything back but what is the own of each log',
    async (format) => {
      const { log, place } = await filled();
      const source = await eventsIn(log);
      const lines: string[] = [];
      for await (const line of exportEvents(log.read(), { format, logId: log.logId })) {
        lines.push(line);
      }
      await log.close();
      const dir = path.join(place.folder, 'other');
      const other = await openLog(optionsFor({ ...place, dir }));
      const trimmed = lines.map((line) => line.trimEnd());
      const counts = await importEvents(other, toAsync(trimmed), { format, from: 'a test' });
      expect(counts).toEqual({ importedCount: payloads.length + 1, skippedCount: 0 });
      const target = await eventsIn(other);
      expect(target.map(({ type }) => type)).toEqual([
        '$import_begun',
        ...source.map(({ type }) => type),
        '$import_ended',
      ]);
      const own = ({ seq: _s, tsUs: _t, mac: _m, version: _v, ...rest }: StoredEvent) => rest;
      expect(target.slice(1, -1).map(own)).toEqual(source.map(own));
      await other.close();
      expect(await verifyLog({ dir, keyRing: place.keyRing })).toMatchObject({ value: 'intact' });
    },
  );

  test('as CloudEvents has the attributes that version 1.0 of the specification requires', async () => {
    const { log } = await filled();
    for await (const line of exportEvents(log.read(), {
      format: 'cloudevents',
      logId: log.logId,
    })) {
      const event = JSON.parse(line) as Record<string, unknown>;
      expect(event).toMatchObject({ specversion: '1.0', source: `lighthouse/${log.logId}` });
      for (const name of ['id', 'type', 'subject']) expect(event[name]).toMatch(/./);
      expect(event['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(Object.keys(event).filter((name) => !/^[a-z0-9]+$/.test(name))).toEqual([
        'data_base64',
      ]);
    }
    await log.close();
  });

  test('of somebody else, as CloudEvents, can be imported: as text, as JSON, as bytes', async () => {
    const place = await newPlace();
    const log = await openLog(optionsFor(place));
    // The examples of the specification, section 3.2 of its JSON format.
    const event = {
      specversion: '1.0',
      type: 'com.example.someevent',
      source: '/mycontext',
      subject: '123',
      time: '2018-04-05T17:31:00Z',
      comexampleextension1: 'value',
    };
    const xml = { datacontenttype: 'application/xml', data: '<much wow="xml"/>' };
    const json = { datacontenttype: 'application/json; charset=utf-8', data: { appinfoA: 'abc' } };
    const given = [xml, json, { data: 'a "b"' }, { data_base64: 'AP8=' }, {}];
    const lines = given.map((each, at) => JSON.stringify({ ...event, id: `A${at}`, ...each }));
    const from = { format: 'cloudevents', from: 'a broker' } as const;
    expect(await importEvents(log, toAsync(lines), from)).toMatchObject({ importedCount: 5 });
    const events = (await eventsIn(log)).filter(({ system }) => !system);
    expect(events[0]).toMatchObject({ type: event.type, stream: '123', id: '/mycontext#A0' });
    expect(events.map(({ payload }) => Buffer.from(payload).toString('latin1'))).toEqual([
      '<much wow="xml"/>',
      '{"appinfoA":"abc"}',
      '"a \\"b\\""',
      '\0\xff',
      '',
    ]);
    // What is there already does not come in twice.
    await expect(importEvents(log, toAsync(lines), from)).rejects.toMatchObject({
      code: 'LH_DUPLICATE_ID',
      facts: { line: 1 },
    });
    // One of ours whose source was changed would come in without its agent.
    const ours = { source: 'aighthouse/00', lhagent: 'ann' };
    for (const wrong of [{ subject: undefined }, { id: '' }, { data_base64: '*' }, ours]) {
      const line = JSON.stringify({ ...event, id: 'B', ...wrong });
      const code = { code: 'LH_EVENT_INVALID' };
      await expect(importEvents(log, toAsync([line]), from)).rejects.toMatchObject(code);
    }
    await log.close();
  });

  test('is read no further than its first event that is refused, however slowly it comes', async () => {
    const place = await newPlace();
    const log = await openLog(optionsFor(place));
    let readCount = 0;
    async function* slowly(): AsyncGenerator<string> {
      for (; readCount < 200; readCount++) {
        const type = readCount === 1 ? 'b b' : 'a';
        yield `{"seq":1,"type":"${type}","stream":"s","payload":""}`;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const importing = importEvents(log, slowly(), { format: 'jsonl', from: 'x' });
    await expect(importing).rejects.toMatchObject({ facts: { line: 2 } });
    expect(readCount).toBeLessThan(10);
    await log.close();
  });

  test.each([
    ['no JSON', 'x'],
    ['a list', '[]'],
    ['no payload', '{"seq":1,"type":"a","stream":"b"}'],
    ['a name that is none', '{"seq":1,"type":"a b","stream":"b","payload":""}'],
    ['half a character', '{"seq":1,"type":"a","stream":"b","payload":"\\ud800"}'],
    ['half a character in an id', '{"seq":1,"type":"a","stream":"b","payload":"","id":"\\udc00"}'],
    ['a number for an id', '{"seq":1,"type":"a","stream":"b","payload":"","id":3}'],
  ])('with %s in a line is refused with the number of the line', async (_what, line) => {
    const place = await newPlace();
    const log = await openLog(optionsFor(place));
    const good = '{"seq":1,"type":"a","stream":"b","payload":""}';
    const lines = toAsync([good, line]);
    await expect(importEvents(log, lines, { format: 'jsonl', from: 'x' })).rejects.toMatchObject({
      code: 'LH_EVENT_INVALID',
      facts: { line: 2 },
    });
    await log.close();
  });
});

async function* toAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

describe('a subject whose payloads are erased', () => {
  test('can be read before and not after, nor can anybody else; the log stays intact', async () => {
    const place = await newPlace();
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
    const log = await openLog(optionsFor(await newPlace()));
    const event = { type: 'told', stream: 's', payload: Buffer.from('x'), subject: 'p' };
    await expect(log.append({ events: [event] })).rejects.toMatchObject({ code: 'LH_USAGE' });
    await log.close();
  });
});

describe('a snapshot', () => {
  test('comes back as long as the log holds the event that it ends with', async () => {
    const place = await newPlace();
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
    const place = await newPlace();
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
