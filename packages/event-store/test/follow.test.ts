import { expect, test } from '@jest/globals';
import { hasErrorCode } from '@lighthouse/contract';
import { createPacedFs } from '../src/follow/paced-fs.ts';
import { RecentNames } from '../src/follow/recent-names.ts';
import { FindingList } from '../src/verify/finding-list.ts';
import { FrameReport } from '../src/verify/frame-report.ts';
import { nameHashOf } from '../src/verify/runs/name-hash.ts';
import { FileMarks } from '../src/follow/file-marks.ts';
import type { FollowTurn, SeenEvent } from '../src/follow/follow-turn.ts';
import type { CheckPart } from '../src/follow/followed-frames.ts';
import { LogFollower } from '../src/follow/log-follower.ts';
import { verifySection } from '../src/follow/section.ts';
import type { KeyRing } from '../src/keys/key-ring.ts';
import { LogBuilder, testRing } from './log-builder.ts';
import { memoryFs } from './memory-fs.ts';
import { MUTATIONS } from './mutations/campaign.ts';
import { KEY_HOLDER_CASES } from './mutations/key-holder-logs.ts';
import { Chance } from './mutations/chance.ts';
import { cleanLog } from './mutations/clean-logs.ts';
import { MutableLog } from './mutations/mutable-log.ts';

const ring = testRing();

interface Followed {
  readonly files?: Map<string, Buffer>;
  readonly loadKeyRing?: () => KeyRing;
  readonly eventsPerTurnMax?: number;
  readonly seen?: SeenEvent;
  readonly nowMs?: () => number;
  readonly checkPart?: CheckPart;
}

function follow(files: Map<string, Buffer>, options: Followed = {}): LogFollower {
  const fs = memoryFs(files);
  const usual = { loadKeyRing: () => ring, nowMs: () => 0 };
  return new LogFollower({ fs, dir: 'log', ...usual, ...options });
}

/** Turns until there is nothing new. */
function catchUp(follower: LogFollower): FollowTurn[] {
  const turns: FollowTurn[] = [];
  do turns.push(follower.turn());
  while (turns.at(-1)?.kind === 'behind' && turns.length < 1000);
  return turns;
}

function suspicionsOf(turns: readonly FollowTurn[]): string[] {
  return turns.flatMap(({ suspicions }) => suspicions.map(({ kind }) => kind));
}

function copyOf(files: Map<string, Buffer>): Map<string, Buffer> {
  return new Map([...files].map(([name, bytes]) => [name, Buffer.from(bytes)]));
}

function flip(files: Map<string, Buffer>, name: string, at: number): void {
  const bytes = Buffer.from(files.get(name) ?? Buffer.alloc(0));
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  files.set(name, bytes);
}

const FIRST = '00000000000000000001.lhseg';

test('what becomes durable is verified, across segments, and nothing twice', () => {
  const log = new LogBuilder().events('a', 'b');
  log.build();
  const follower = follow(log.files);
  expect(catchUp(follower).at(-1)?.kind).toBe('advanced');
  expect([follower.seenSeq, follower.verifiedCount]).toEqual([2, 2]);
  log.events('c').roll().events('d', 'e').roll().append([{}, {}]);
  log.build();
  const turns = catchUp(follower);
  expect([follower.seenSeq, follower.behindCount, follower.verifiedCount]).toEqual([7, 0, 7]);
  expect(suspicionsOf(turns)).toEqual([]);
  expect(turns.flatMap(({ findings }) => findings)).toEqual([]);
  expect(follower.turn().kind).toBe('idle');
  expect(follower.seen).toMatchObject({ seq: 7, segFirst: 6 });
});

test('what HEAD does not vouch for is left alone', () => {
  const log = new LogBuilder().events('a');
  log.build();
  const follower = follow(log.files);
  catchUp(follower);
  log.append([{}], { isAcknowledged: false });
  log.build({ hasHead: false });
  const [turn] = catchUp(follower);
  expect([turn?.kind, turn?.suspicions, follower.seenSeq]).toEqual(['idle', [], 1]);
  log.build();
  expect(catchUp(follower).at(-1)?.eventCount).toBe(1);
});

test('a turn takes no more than it may, and the rest is counted', () => {
  const log = new LogBuilder().events(...Array.from({ length: 25 }, String));
  log.build();
  const follower = follow(log.files, { eventsPerTurnMax: 10 });
  expect(follower.turn()).toMatchObject({ kind: 'behind', eventCount: 10 });
  expect(follower.behindCount).toBe(15);
  expect(follower.turn()).toMatchObject({ kind: 'behind', eventCount: 10 });
  expect(follower.turn()).toMatchObject({ kind: 'advanced', eventCount: 5 });
  expect(follower.behindCount).toBe(0);
});

test('a flipped bit in what is appended is suspect, and what follows is verified', async () => {
  const log = new LogBuilder().events('a');
  log.build();
  const follower = follow(log.files);
  catchUp(follower);
  log.events('b', 'c');
  log.build();
  const second = log.frames[1];
  flip(log.files, FIRST, (second?.start ?? 0) + 40);
  const turns = catchUp(follower);
  expect(suspicionsOf(turns)).toEqual(['damage', 'order']);
  expect(follower.seenSeq).toBe(3);
  expect(suspicionsOf(catchUp(follower))).toEqual([]);
  const section = { fs: memoryFs(log.files), dir: 'log', keyRing: ring, segFirst: 1 };
  const { findings } = await verifySection(section);
  expect(findings).toMatchObject([{ code: 'CORRUPT', seqs: [2, 3] }]);
});

test('a bit of what was verified already is noticed when the end is no longer the same', () => {
  const log = new LogBuilder().events('a', 'b');
  log.build();
  const follower = follow(log.files);
  catchUp(follower);
  flip(log.files, FIRST, (log.frames[1]?.end ?? 0) - 2);
  expect(suspicionsOf(catchUp(follower))[0]).toBe('changed');
});

test('an older copy in the place of the log is a log that was rolled back', () => {
  const log = new LogBuilder().events('a', 'b');
  log.build();
  const old = copyOf(log.files);
  log.events('c', 'd');
  log.build();
  const files = copyOf(log.files);
  const follower = follow(files);
  catchUp(follower);
  for (const [name, bytes] of old) files.set(name, bytes);
  const turns = catchUp(follower);
  expect(turns.flatMap(({ suspicions }) => suspicions)).toContainEqual(
    expect.objectContaining({ kind: 'rolledBack', seqs: [3, 5] }),
  );
});

test('a follower that begins again goes on where the last one ended, and knows its event', () => {
  const log = new LogBuilder().events('a', 'b').roll().events('c');
  log.build();
  const first = follow(log.files);
  catchUp(first);
  log.events('d').roll().events('e').roll().events('f');
  log.build();
  const { seen } = first;
  const second = follow(log.files, { ...(seen && { seen }) });
  expect(suspicionsOf(catchUp(second))).toEqual([]);
  expect([second.beganAtSeq, second.seenSeq]).toEqual([3, 6]);
  const other = follow(log.files, { seen: { ...seen!, mac: 'other' } });
  expect(suspicionsOf(catchUp(other))).toEqual(['changed']);
  const beyond = follow(log.files, { seen: { ...seen!, seq: 99 } });
  expect(suspicionsOf(catchUp(beyond))).toEqual(['rolledBack']);
});

test('the key ring is read again when the log goes on under a key that it lacked', () => {
  const log = new LogBuilder().events('a');
  log.build();
  let known: KeyRing = testRing(1);
  let now = 0;
  const follower = follow(log.files, { loadKeyRing: () => known, nowMs: () => (now += 1000) });
  catchUp(follower);
  log.rotate(2).events('b');
  log.build();
  known = ring;
  expect(suspicionsOf(catchUp(follower))).toEqual([]);
  expect(follower.seenSeq).toBe(3);
});

test('a store that is gone, and one without HEAD, is told as that', () => {
  const log = new LogBuilder().events('a');
  log.build();
  const files = new Map(log.files);
  let now = 0;
  const follower = follow(files, { nowMs: () => now });
  catchUp(follower);
  files.delete('HEAD');
  expect(follower.turn()).toMatchObject({ kind: 'waiting', suspicions: [] });
  now += 5000;
  expect(suspicionsOf([follower.turn()])).toEqual(['head']);
  expect(suspicionsOf([follower.turn()])).toEqual([]);
  files.clear();
  expect(follower.turn().kind).toBe('gone');
  for (const [name, bytes] of log.files) files.set(name, bytes);
  expect(follower.turn()).toMatchObject({ kind: 'idle', suspicions: [] });
});

test('clean logs of many shapes are followed to their end without a suspicion', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const clean = cleanLog(new Chance(seed));
    const files = new Map(clean.files);
    const follower = follow(files, { loadKeyRing: () => clean.ring });
    const turns = catchUp(follower);
    const found = turns.flatMap(({ findings }) => findings);
    expect([seed, suspicionsOf(turns), found]).toEqual([seed, [], []]);
  }
});

test('no log that was tampered with makes a follower throw, or go on for ever', () => {
  for (let seed = 1; seed <= 25; seed++) {
    const clean = cleanLog(new Chance(seed));
    for (const mutation of MUTATIONS) {
      const log = new MutableLog(clean);
      const follower = follow(log.files, { loadKeyRing: () => clean.ring });
      catchUp(follower);
      if (mutation.apply(log, new Chance(seed)) === undefined) continue;
      expect(catchUp(follower).length).toBeLessThan(1000);
      const again = follow(log.files, { loadKeyRing: () => clean.ring });
      expect(catchUp(again).length).toBeLessThan(1000);
    }
  }
});

/** Every frame by itself, as a reader would follow it that knows no other way. */
const ONE_BY_ONE = {
  checkPart: ({ start, end }: { start: number; end: number }) => ({
    start,
    end,
    runs: [],
    others: [],
  }),
};

/** All that turns say; of suspicions what kinds of them there are, and in which segments. */
function toldBy(turns: readonly FollowTurn[]) {
  const suspicions = turns.flatMap((turn) => turn.suspicions);
  const places = suspicions.map(({ kind, segFirst }) => `${kind} ${segFirst}`);
  const counts = turns.map(({ kind, eventCount, byteCount }) => ({ kind, eventCount, byteCount }));
  const findings = turns.flatMap((turn) => turn.findings);
  return { counts, findings, places: [...new Set(places)].toSorted() };
}

function expectSameTurns(
  name: string,
  log: { readonly ring: KeyRing; readonly files: Map<string, Buffer> },
): void {
  for (const eventsPerTurnMax of [7, 1000]) {
    const options = { loadKeyRing: () => log.ring, eventsPerTurnMax };
    const fast = follow(log.files, options);
    const slow = follow(log.files, { ...options, ...ONE_BY_ONE });
    const told = { name, ...toldBy(catchUp(fast)), seen: fast.seenSeq };
    expect(told).toEqual({ name, ...toldBy(catchUp(slow)), seen: slow.seenSeq });
  }
}

test('frames taken in rows and one by one make the same turns, of logs in any state', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const clean = cleanLog(new Chance(seed));
    expectSameTurns(`clean ${seed}`, { ring: clean.ring, files: new Map(clean.files) });
    for (const mutation of MUTATIONS) {
      const log = new MutableLog(clean);
      if (mutation.apply(log, new Chance(seed)) === undefined) continue;
      expectSameTurns(`${mutation.name} ${seed}`, { ring: clean.ring, files: log.files });
    }
  }
});

test.each(KEY_HOLDER_CASES)('$name: the same turns, in rows and one by one', (broken) => {
  const { keys, files } = broken.build();
  expectSameTurns(broken.name, { ring: testRing(keys.isSealed ? 1 : 2), files });
});

test('a name that is used twice is suspect at once, and the section says what it is', async () => {
  const log = new LogBuilder().append([{ id: 'one' }, {}]);
  log.build();
  const follower = follow(log.files);
  catchUp(follower);
  log.roll().append([{}, { id: 'one' }]);
  log.build();
  const turns = catchUp(follower);
  expect(suspicionsOf(turns)).toEqual(['names']);
  const [{ segFirst } = { segFirst: 0 }] = turns.flatMap(({ suspicions }) => suspicions);
  const { findings } = await verifySection({
    fs: memoryFs(log.files),
    dir: 'log',
    keyRing: ring,
    segFirst,
  });
  expect(findings).toMatchObject([{ code: 'DUPLICATE', seqs: [4, 5], evidence: { id: 'one' } }]);
});

test('names beyond what there is room for are forgotten, and accuse nobody', () => {
  const findings = new FindingList(10);
  const names = new RecentNames(new FrameReport(findings), nameHashOf(ring), {
    streams: 64,
    names: 64,
  });
  for (let count = 1; count <= 1000; count++) {
    names.take({ type: 't', stream: 'one', version: count, id: `id-${count}` });
    names.take({ type: 't', stream: `stream-${count}`, version: 1 });
    expect([count, names.takeSuspicion()]).toEqual([count, false]);
  }
  names.take({ type: 't', stream: 'one', version: 1001, id: 'id-1000' });
  expect(names.takeSuspicion()).toBe(true);
  names.take({ type: 't', stream: 'one', version: 1001 });
  expect(names.takeSuspicion()).toBe(true);
});

test('a section of a clean log has no findings, wherever it is', async () => {
  const log = new LogBuilder().events('a').roll().events('b').roll().events('c').roll();
  log.events('d').roll().events('e');
  log.build();
  for (const segFirst of [1, 2, 3, 4, 5]) {
    const options = { fs: memoryFs(log.files), dir: 'log', keyRing: ring, segFirst };
    const { findings, verifiedCount } = await verifySection(options);
    expect([segFirst, findings, verifiedCount > 0]).toEqual([segFirst, [], true]);
  }
});

test('a section that is not there any more is no log', async () => {
  const options = { fs: memoryFs(new Map()), dir: 'log', keyRing: ring, segFirst: 1 };
  const failure: unknown = await verifySection(options).catch((error: unknown) => error);
  expect(hasErrorCode(failure, 'LH_NOT_A_LOG')).toBe(true);
});

test('closed segments that are written to or taken away are noticed, the live one is not', () => {
  const names = ['1', '5', '9'].map((first) => `${first.padStart(20, '0')}.lhseg`);
  const marks = new Map(names.map((name) => [name, markOf(1)]));
  const looker = new FileMarks({
    list: () => [...marks.keys(), 'HEAD'],
    markOf: (name) => marks.get(name),
  });
  expect(looker.look(9)).toEqual([]);
  marks.set(names[0]!, markOf(2)).set(names[2]!, markOf(2));
  expect(looker.look(9)).toEqual([1]);
  expect(looker.look(9)).toEqual([]);
  marks.delete(names[1]!);
  expect(looker.look(9)).toEqual([5]);
  expect(looker.look(9)).toEqual([]);
});

function markOf(changedNs: number) {
  return { inode: '1', size: 100, modifiedNs: '1', changedNs: String(changedNs) };
}

test('a paced reader works for no more than its share of the time', () => {
  let now = 0;
  let sleptMs = 0;
  const files = new Map([['a', Buffer.alloc(1000)]]);
  const fs = createPacedFs(memoryFs(files), {
    share: () => 0.05,
    bytesPerSecondMax: 1e9,
    nowMs: () => now,
    sleepMs: (ms) => {
      now += ms;
      sleptMs += ms;
    },
  });
  const file = fs.open('log/a', 'read');
  for (let round = 0; round < 1000; round++) {
    file.pread(Buffer.alloc(10), 0);
    now += 1;
  }
  const workedMs = now - sleptMs;
  expect(workedMs).toBe(1000);
  expect(workedMs / now).toBeLessThan(0.055);
  expect(workedMs / now).toBeGreaterThan(0.045);
});

test('a paced reader reads no more bytes in a second than it may', () => {
  let now = 0;
  const files = new Map([['a', Buffer.alloc(1000)]]);
  const fs = createPacedFs(memoryFs(files), {
    share: () => 1,
    bytesPerSecondMax: 10_000,
    nowMs: () => now,
    sleepMs: (ms) => void (now += ms),
  });
  const file = fs.open('log/a', 'read');
  for (let round = 0; round < 101; round++) file.pread(Buffer.alloc(1000), 0);
  expect(now).toBeCloseTo(10_000, -1);
});
