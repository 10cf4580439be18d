import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { seedOr } from '@lighthouse/testkit';
import { FileCache } from '../fs/file-cache.ts';
import type { LogFile } from '../fs/log-fs.ts';
import { SeededChance } from '../fs/sim-chance.ts';
import { SimDisk, type SimFs } from '../fs/sim-fs.ts';
import { createMac } from '../mac.ts';
import { buildIndex } from './build-index.ts';
import { keyName, NAME_KINDS, type FrameRecord, type NameKind } from './frame-record.ts';
import { IndexDamaged, IndexFile } from './index-file.ts';
import { filterBits, PAGE_BYTES, WORDS_PER_PAGE, type IndexedSegment } from './index-layout.ts';
import { MemoryIndex } from './memory-index.ts';
import { NameHasher } from './name-hash.ts';
import { PageCache } from './page-cache.ts';
import type { SegmentIndex, SeqList } from './segment-index.ts';

const FIRST = 1001;
const mac = createMac(createSecretKey(Buffer.alloc(32, 1)));
const hasher = new NameHasher(Buffer.alloc(8, 7));
let fs: SimFs;

beforeEach(() => {
  fs = new SimDisk(new SeededChance(1)).boot();
  fs.mkdir('/index');
});

function segmentOf(index: MemoryIndex): IndexedSegment {
  const { frameCount } = index;
  const trailer = 't'.repeat(36);
  return { logId: 'ab'.repeat(16), firstSeq: FIRST, frameCount, bytes: 1_000_000, trailer };
}

function build(index: MemoryIndex): Buffer {
  const steps = buildIndex(index, segmentOf(index), { mac, hasher });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function open(bytes: Buffer, segment: IndexedSegment, pagesMax = 100): IndexFile {
  const path = `/index/${fs.list('/index').length}`;
  fs.open(path, 'create').pwrite(bytes, 0);
  return new IndexFile(
    { path, files: new FileCache(fs, 4), pages: new PageCache(pagesMax, PAGE_BYTES), mac },
    segment,
  );
}

/** Notes the number of each page that is read from now on. */
function notePages(): number[] {
  const pages: number[] = [];
  const openFile = fs.open.bind(fs);
  const open = (path: string, mode: 'read'): LogFile => {
    const file = openFile(path, mode);
    const pread = file.pread.bind(file);
    return Object.assign(file, {
      pread: (target: Uint8Array, position: number) => {
        pages.push(position / PAGE_BYTES);
        return pread(target, position);
      },
    });
  };
  Object.assign(fs, { open });
  return pages;
}

function offsetOf(seq: number): number {
  return 192 + (seq - FIRST) * 100;
}

function memoryIndex(records: readonly Partial<FrameRecord>[]): MemoryIndex {
  const index = new MemoryIndex(FIRST);
  const none = { agent: undefined, correlation: undefined, id: undefined, key: undefined };
  for (const [position, record] of records.entries()) {
    const place = { seq: FIRST + position, offset: offsetOf(FIRST + position), version: 1 };
    index.add({ type: 't', stream: 's', ...none, ...record, ...place });
  }
  return index;
}

function listed(lists: readonly SeqList[]): number[] {
  return lists.flatMap((list) =>
    Array.from({ length: list.count }, (_, at) => {
      const seq = list.at(at);
      expect(list.offsetAt(at)).toBe(offsetOf(seq));
      return seq;
    }),
  );
}

function ask(index: SegmentIndex, kind: NameKind, name: string): number[] {
  return listed(index.named({ kind, name, hash: hasher.hash(kind, name) }));
}

function askUnique(index: SegmentIndex, kind: 'id' | 'key', name: string): readonly number[] {
  return index.unique({ kind, name, hash: hasher.hash(kind, name) });
}

const nameArbitrary = fc.integer({ min: 0, max: 400 }).map((number) => `name-${number}`);
const recordArbitrary = fc.record(
  {
    type: nameArbitrary,
    stream: nameArbitrary,
    agent: nameArbitrary,
    correlation: nameArbitrary,
    key: nameArbitrary,
  },
  { requiredKeys: ['type', 'stream'] },
);

/** With numbers that hold all of it, and the layout's figures written out. */
function plainFilterBits({ high, low }: { high: number; low: number }, pageCount: number) {
  const [blocksPerPage, blockBits] = [63, 512];
  const block = Math.floor(high / pageCount) % blocksPerPage;
  const step = Math.floor(low / 512) + (Math.floor(low / 512) % 2 === 0 ? 1 : 0);
  const bits = [0, 1, 2, 3, 4, 5].map(
    (probe) => block * blockBits + ((low + probe * step) % blockBits),
  );
  return { page: high % pageCount, bits };
}

test('a name has the bits of the filter that plain arithmetic gives it', () => {
  const half = fc.integer({ min: 0, max: 0xffff_ffff });
  fc.assert(
    fc.property(half, half, fc.integer({ min: 1, max: 5000 }), (high, low, pageCount) => {
      const hash = { high, low };
      expect(filterBits(hash, pageCount)).toEqual(plainFilterBits(hash, pageCount));
    }),
    { numRuns: 2000 },
  );
});

test('an index on disk answers what the one in memory answers', () => {
  fc.assert(
    fc.property(fc.array(recordArbitrary, { maxLength: 1500 }), (made) => {
      const records = made.map((record, position) => ({ ...record, id: `id-${position}` }));
      const inMemory = memoryIndex(records);
      // A cache of few pages: what was forgotten is read again.
      const onDisk = open(build(inMemory), segmentOf(inMemory), 3);
      expect(onDisk.lastSeq).toBe(inMemory.lastSeq);
      for (const [position, record] of records.entries()) {
        const seq = FIRST + position;
        expect(onDisk.offsetOf(seq)).toBe(inMemory.offsetOf(seq));
        expect(askUnique(onDisk, 'id', record.id)).toEqual([seq]);
        if (record.key === undefined) continue;
        const key = keyName(record.agent, record.key);
        expect(askUnique(onDisk, 'key', key)).toEqual(askUnique(inMemory, 'key', key));
      }
      for (const kind of NAME_KINDS) {
        for (let number = 0; number <= 400; number++) {
          const name = `name-${number}`;
          expect(ask(onDisk, kind, name)).toEqual(ask(inMemory, kind, name));
        }
      }
    }),
    { seed: seedOr(1), numRuns: 8 },
  );
});

test('an index of more events than are worked on in one go has them all', () => {
  const count = 70_000;
  const records = Array.from({ length: count }, (_, position) => ({
    stream: `s${position % 3}`,
    ...(position % 2 === 0 ? { agent: 'even' } : {}),
  }));
  const index = memoryIndex(records);
  const onDisk = open(build(index), segmentOf(index));
  const every = { t: ['type', 1, 0], s2: ['stream', 3, 2], even: ['agent', 2, 0] } as const;
  for (const [name, [kind, step, first]] of Object.entries(every)) {
    const [list] = onDisk.named({ kind, name, hash: hasher.hash(kind, name) });
    if (list === undefined) throw new Error(`nothing is called ${name}`);
    expect(list.count).toBe(Math.ceil((count - first) / step));
    for (let at = 0; at < list.count; at += 997) {
      const seq = FIRST + first + at * step;
      expect([list.at(at), list.offsetAt(at)]).toEqual([seq, offsetOf(seq)]);
      expect(onDisk.offsetOf(seq)).toBe(offsetOf(seq));
    }
  }
});

test('a page that is asked for again is kept, one of many that are asked for once is not', () => {
  const pageCount = 100;
  const index = memoryIndex(Array.from({ length: pageCount * WORDS_PER_PAGE }, () => ({})));
  const read = notePages();
  const onDisk = open(build(index), segmentOf(index), 1000);
  const ask = (page: number): number[] => {
    read.length = 0;
    expect(onDisk.offsetOf(FIRST + page * WORDS_PER_PAGE)).toBeGreaterThan(0);
    return [...read];
  };
  const others = Array.from({ length: pageCount - 1 }, (_, page) => page + 1);
  expect(ask(0)).toEqual([0, 1]);
  expect(others.flatMap(ask)).toHaveLength(others.length);
  // Read for the second time, it stays.
  expect(ask(0)).toEqual([1]);
  expect(ask(0)).toEqual([]);
  expect(others.flatMap(ask).length).toBeGreaterThan(0);
  expect(ask(0)).toEqual([]);
});

test('what is not there is hardly ever taken for something', () => {
  const records = Array.from({ length: 5000 }, (_, position) => ({ id: `id-${position}` }));
  const index = memoryIndex(records);
  const onDisk = open(build(index), segmentOf(index));
  const found = Array.from({ length: 5000 }, (_, position) =>
    askUnique(onDisk, 'id', `no-${position}`),
  );
  expect(found.flat()).toEqual([]);
});

describe('an index that is not as it was written', () => {
  const index = memoryIndex([{ id: 'a' }, { id: 'b', stream: 'other' }]);
  const segment = segmentOf(index);

  test.each(['logId', 'firstSeq', 'frameCount', 'bytes', 'trailer'] as const)(
    'does not serve for a segment with another %s',
    (member) => {
      const other = { logId: 'cd'.repeat(16), firstSeq: 2, frameCount: 3, bytes: 9, trailer: 'u' };
      const file = open(build(index), { ...segment, [member]: other[member] });
      expect(() => file.offsetOf(FIRST)).toThrow(IndexDamaged);
    },
  );

  test('is found out at any byte of any page that is read', () => {
    const bytes = build(index);
    for (let at = 0; at < bytes.length; at += 97) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const file = open(changed, segment);
      const questions = (): unknown => [
        file.offsetOf(FIRST),
        ask(file, 'stream', 'other'),
        askUnique(file, 'id', 'a'),
      ];
      expect(questions).toThrow(IndexDamaged);
    }
  });

  test('is found out when it is short, empty or not there', () => {
    const bytes = build(index);
    for (const length of [0, 10, PAGE_BYTES - 1]) {
      expect(() => open(bytes.subarray(0, length), segment).offsetOf(FIRST)).toThrow(IndexDamaged);
    }
    const parts = {
      path: '/index/none',
      files: new FileCache(fs, 4),
      pages: new PageCache(9, PAGE_BYTES),
      mac,
    };
    expect(() => new IndexFile(parts, segment).offsetOf(FIRST)).toThrow(IndexDamaged);
  });

  test('is found out when pages are exchanged', () => {
    const bytes = build(index);
    const [header, first, second] = [0, 1, 2].map((page) =>
      bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES),
    );
    const rest = bytes.subarray(3 * PAGE_BYTES);
    const changed = [header, second, first, rest].flatMap((part) => (part ? [part] : []));
    expect(() => open(Buffer.concat(changed), segment).offsetOf(FIRST)).toThrow(IndexDamaged);
  });
});
