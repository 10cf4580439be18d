import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { openLog, verifyLog } from '../src/index.ts';
import type { EventLog, StoredEvent } from '../src/index.ts';
import { exportEvents, importEvents } from '../src/life/index.ts';
import { eventsIn, newPlace, optionsFor } from './life-log.ts';
import type { Place } from './life-log.ts';

const scope = createScope(afterEach);

describe('an export', () => {
  const payloads = ['{"a":1}', 'text\u2028 \ufeff\u0000', '', 'été 🗼'].map((text) =>
    Buffer.from(text),
  );
  payloads.push(Buffer.from([0, 255, 254, 128]), Buffer.from([0xef, 0xbb, 0xbf, 65]));

  async function filled(): Promise<{ log: EventLog; place: Place }> {
    const place = await newPlace(scope);
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
    const place = await newPlace(scope);
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
    const place = await newPlace(scope);
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
    const place = await newPlace(scope);
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
