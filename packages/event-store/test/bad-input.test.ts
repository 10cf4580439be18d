import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, test } from '@jest/globals';
import { hasErrorCode } from '@lighthouse/contract';
import { createScope } from '@lighthouse/testkit';
import { openLog, readLog, verifyLog } from '../src/index.ts';
import type {
  AppendRequest,
  EventLog,
  KeyRing,
  LogLimits,
  ReadOptions,
  StoredEvent,
} from '../src/index.ts';

const scope = createScope(afterEach);
const master = createSecretKey(Buffer.alloc(32, 3));
const keyRing: KeyRing = {
  keys: [{ kid: 1, state: 'active', master, created: '2026-01-01T00:00:00Z' }],
};
const good = { type: 'noted', stream: 's', payload: Buffer.from('x') };
const SEGMENT = '00000000000000000001.lhseg';

async function open(dir: string, limits: Partial<LogLimits> = {}): Promise<EventLog> {
  let nowUs = 1_700_000_000_000_000;
  const clock = { nowUs: () => (nowUs += 10) };
  return openLog({ dir, keyRing, clock, random: randomBytes, limits });
}

async function freshDir(): Promise<string> {
  return path.join(await scope.folder(), 'log');
}

/** What a caller without types may hand over. */
function asRequest(value: unknown): AppendRequest {
  return value as AppendRequest;
}

const REQUESTS: readonly (readonly [string, unknown])[] = [
  ['no request', null],
  ['no events', { events: [] }],
  ['events that are no list', { events: good }],
  ['a missing event', { events: [undefined] }],
  ['more events than an append has', { events: Array.from({ length: 4097 }, () => good) }],
  ['a type with a space', { events: [{ ...good, type: 'a b' }] }],
  ['a type that is no text', { events: [{ ...good, type: 7 }] }],
  ['a stream of 201 characters', { events: [{ ...good, stream: 's'.repeat(201) }] }],
  ['a stream called __proto__', { events: [{ ...good, stream: '__proto__' }] }],
  ['a stream of the log itself', { events: [{ ...good, stream: '$log' }] }],
  ['a name that is not UTF-16', { events: [{ ...good, agent: '\uD800' }] }],
  ['an empty id', { events: [{ ...good, id: '' }] }],
  ['a correlation of 201 characters', { events: [{ ...good, correlation: 'c'.repeat(201) }] }],
  ['credential 0', { events: [{ ...good, credential: 0 }] }],
  ['a nonce that is not whole', { events: [{ ...good, nonce: 1.5 }] }],
  ['a payload that is a text', { events: [{ ...good, payload: 'x' }] }],
  ['a payload that is too long', { events: [{ ...good, payload: Buffer.alloc(1001) }] }],
  ['a good event in front of a bad one', { events: [good, { ...good, type: '' }] }],
  ['an empty key', { events: [good], key: '' }],
  ['an expected version below 0', { events: [good], expected: { s: -1 } }],
  ['an expected version that is not whole', { events: [good], expected: { s: 1.5 } }],
  ['an expected version that is a word', { events: [good], expected: { s: 'new' } }],
  ['expected versions that are nothing', { events: [good], expected: null }],
  ['a version of __proto__', { events: [good], expected: JSON.parse('{"__proto__":1}') }],
  ['an expected seq below 0', { events: [good], expectedSeq: -1 }],
];

function firstOf(events: AsyncIterable<StoredEvent>): Promise<unknown> {
  return events[Symbol.asyncIterator]().next();
}

test('whatever is wrong with an append, it is told by its code, and the log is untouched', async () => {
  const dir = await freshDir();
  const log = await open(dir, { payloadBytesMax: 1000 });
  await log.append({ events: [good] });
  const before = readFileSync(path.join(dir, SEGMENT));
  const codes: string[] = [];
  for (const [what, request] of REQUESTS) {
    const told: unknown = await log.append(asRequest(request)).catch((error: unknown) => error);
    codes.push(`${what}: ${hasErrorCode(told) ? told.code : String(told)}`);
  }
  expect(codes).toEqual(REQUESTS.map(([what]) => `${what}: LH_EVENT_INVALID`));
  expect(readFileSync(path.join(dir, SEGMENT)).equals(before)).toBe(true);
  await log.append({ events: [good] });
  expect([log.lastSeq, log.streamVersion('s')]).toEqual([2, 2]);
  await log.close();
  expect(Reflect.get({}, 's')).toBeUndefined();
});

test('payloads are nobody’s business: whatever bytes they are, they come back', async () => {
  const log = await open(await freshDir());
  const payloads = [
    Buffer.alloc(0),
    Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
    Buffer.from('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}'),
    Buffer.from('['.repeat(100_000)),
  ];
  await log.append({ events: payloads.map((payload) => ({ ...good, payload })) });
  const back: Buffer[] = [];
  for await (const { payload } of log.read()) back.push(Buffer.from(payload));
  expect(back.map((payload, at) => payloads[at]?.equals(payload))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  await log.close();
});

describe('appends that wait', () => {
  test('are no more than may wait: the next one is refused, and taken when there is room', async () => {
    const log = await open(await freshDir(), { pendingAppendsMax: 3 });
    const append = () => log.append({ events: [good] });
    const waiting = [append(), append(), append()];
    await expect(append()).rejects.toMatchObject({ code: 'LH_LOG_OVERLOADED' });
    await Promise.all(waiting);
    await append();
    expect(log.lastSeq).toBe(4);
    await log.close();
  });

  test('hold no more bytes than may wait', async () => {
    const log = await open(await freshDir(), { pendingBytesMax: 65_536 });
    const append = () => log.append({ events: [{ ...good, payload: Buffer.alloc(40_000) }] });
    const first = append();
    await expect(append()).rejects.toMatchObject({ code: 'LH_LOG_OVERLOADED' });
    await first;
    await append();
    const tooLarge = Array.from({ length: 2 }, () => ({ ...good, payload: Buffer.alloc(40_000) }));
    await expect(log.append({ events: tooLarge })).rejects.toMatchObject({
      code: 'LH_EVENT_INVALID',
    });
    await log.close();
  });
});

test('a closed log does nothing any more, and may be closed again', async () => {
  const dir = await freshDir();
  const log = await open(dir);
  await log.append({ events: [good] });
  await log.close();
  await log.close();
  const closed = { code: 'LH_LOG_CLOSED' };
  const { signal } = new AbortController();
  await expect(log.append({ events: [good] })).rejects.toMatchObject(closed);
  await expect(firstOf(log.read())).rejects.toMatchObject(closed);
  await expect(firstOf(log.subscribe({ after: 0, signal }))).rejects.toMatchObject(closed);
  await expect(log.rotateKey(keyRing)).rejects.toMatchObject(closed);
  await expect(log.archive({ through: 1, to: dir })).rejects.toMatchObject(closed);
  const snapshot = { seq: 0, state: new Uint8Array() };
  await expect(log.saveSnapshot('s', snapshot)).rejects.toMatchObject(closed);
  expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', lastSeq: 1 });
});

test('what a log can’t be opened with is refused before anything is touched', async () => {
  const folder = await scope.folder();
  const dir = path.join(folder, 'log');
  const wrong: readonly unknown[] = [
    { dir: path.relative(process.cwd(), dir) },
    { dir: 'log' },
    { dir: undefined },
    { dir, clock: { nowUs: () => Number.NaN } },
    { dir, clock: { nowUs: () => -1 } },
    { dir, clock: { nowUs: () => 1n } },
    { dir, clock: {} },
    { dir, clock: null },
    { dir, keyRing: undefined },
    { dir, keyRing: path.join(folder, 'keyring.json') },
  ];
  for (const options of wrong) {
    const opening = openLog({ keyRing, ...(options as { dir: string }) });
    await expect(opening).rejects.toMatchObject({ code: 'LH_USAGE' });
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('no key ring is refused as such, wherever one is needed', async () => {
  const dir = await freshDir();
  const log = await open(dir);
  const noRing = { code: 'LH_USAGE', message: expect.stringContaining('key ring') };
  for (const wrong of [undefined, 'keyring.json'] as unknown[]) {
    const ring = wrong as KeyRing;
    await expect(log.rotateKey(ring)).rejects.toMatchObject(noRing);
    await expect(verifyLog({ dir, keyRing: ring })).rejects.toMatchObject(noRing);
    await expect(firstOf(readLog({ dir, keyRing: ring }))).rejects.toMatchObject(noRing);
  }
  await log.close();
});

test('members that are undefined are as good as none', async () => {
  const log = await open(await freshDir());
  const names = { id: undefined, agent: undefined, session: undefined, subject: undefined };
  const counts = { credential: undefined, nonce: undefined, system: undefined };
  const causes = { correlation: undefined, causation: undefined };
  const events = [{ ...good, ...names, ...counts, ...causes }];
  await log.append({ events, expected: undefined, expectedSeq: undefined, key: undefined });
  const conditions = { stream: 's', type: undefined, after: undefined, limit: undefined };
  const first = await firstOf(log.read({ ...conditions, backwards: undefined }));
  expect(first).toMatchObject({ value: { seq: 1, system: false } });
  expect(first).not.toHaveProperty('value.agent');
  await log.close();
});

test('a subscription needs no options: it begins with the first event and ends with the log', async () => {
  const log = await open(await freshDir());
  await log.append({ events: [good, good] });
  const seqs: number[] = [];
  const following = (async () => {
    for await (const { seq } of log.subscribe()) seqs.push(seq);
  })();
  await log.append({ events: [good] });
  const misspelt = log.subscribe({ afer: 1 } as object);
  await expect(firstOf(misspelt)).rejects.toMatchObject({ code: 'LH_USAGE' });
  await log.close();
  await following;
  expect(seqs).toEqual([1, 2, 3]);
});

test('a log needs no more than a folder and keys, and is closed at the end of its block', async () => {
  const dir = await freshDir();
  const log = await openLog({ dir, keyRing });
  await log.append({ events: [good] });
  await log[Symbol.asyncDispose]();
  await expect(log.append({ events: [good] })).rejects.toMatchObject({ code: 'LH_LOG_CLOSED' });
  const verdict = await verifyLog({ dir, keyRing });
  expect(verdict).toMatchObject({ value: 'intact', head: { seq: 1, isClean: true } });
});

test('conditions that can’t be meant are refused', async () => {
  const log = await open(await freshDir());
  const conditions = [
    { after: -1 },
    { before: 1.5 },
    { limit: Number.NaN },
    { fromUs: '1' },
    { stream: 1 },
    { steam: 's' },
  ];
  for (const condition of conditions) {
    const read = firstOf(log.read(condition as unknown as ReadOptions));
    await expect(read).rejects.toMatchObject({ code: 'LH_USAGE' });
  }
  await log.close();
});

test.each<Partial<LogLimits>>([
  { segmentBytes: 1 },
  { payloadBytesMax: 1e9 },
  { pendingAppendsMax: 0 },
  { pendingBytesMax: Number.NaN },
  { headIdleMs: 0.5 },
])('a log is not opened with %j', async (limits) => {
  const dir = await freshDir();
  await expect(open(dir, limits)).rejects.toMatchObject({ code: 'LH_CONFIG' });
});

test('foreign files in the folder of a log are left as they are, and are in nobody’s way', async () => {
  const dir = await freshDir();
  const log = await open(dir);
  await log.append({ events: [good] });
  await log.close();
  const foreign = ['notes.txt', '.DS_Store', '1.lhseg', `${SEGMENT}.bak`, 'HEAD.old'];
  for (const name of foreign) writeFileSync(path.join(dir, name), 'not ours');
  mkdirSync(path.join(dir, 'lost+found'));
  const again = await open(dir);
  await again.append({ events: [good] });
  await again.close();
  expect(foreign.map((name) => readFileSync(path.join(dir, name), 'utf8'))).toEqual(
    foreign.map(() => 'not ours'),
  );
  expect(await verifyLog({ dir, keyRing })).toMatchObject({ lastSeq: 2, verifiedCount: 2 });
});
