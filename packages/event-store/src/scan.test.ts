import { expect, test } from '@jest/globals';
import { LogBuilder, type BuiltFrame, type BuiltLog } from '../test/log-builder.ts';
import { memoryFs } from '../test/memory-fs.ts';
import { Chance } from '../test/mutations/chance.ts';
import { writeU32 } from './format/bytes.ts';
import { frameSeq } from './format/frame.ts';
import type { LogFile } from './fs/log-fs.ts';
import { SegmentScanner, type Damage } from './scan.ts';
import { CHUNK_BYTES } from './segment-window.ts';

const NAME = '00000000000000000001.lhseg';

interface Scan {
  readonly seqs: number[];
  readonly damages: Damage[];
  readonly end: number;
  /** Bytes of the largest buffer that was read into. */
  readonly readMax: number;
}

function scan(log: BuiltLog, bytes = log.files.get(NAME) ?? Buffer.alloc(0)): Scan {
  const file = memoryFs(new Map([[NAME, bytes]])).open(NAME, 'read');
  let readMax = 0;
  const counting: LogFile = Object.create(file, {
    pread: {
      value: (target: Uint8Array, position: number) => {
        readMax = Math.max(readMax, target.length);
        return file.pread(target, position);
      },
    },
  }) as LogFile;
  const frameMac = (kid: number) => log.keys.get(kid)?.frameMac;
  const scanner = new SegmentScanner({ file: counting, size: bytes.length, frameMac });
  const seqs: number[] = [];
  const damages: Damage[] = [];
  for (let step = scanner.next(); step !== 'end'; step = scanner.next()) {
    if (step === 'frame') seqs.push(frameSeq(scanner.buffer, scanner.at));
    else damages.push(scanner.damage);
  }
  return { seqs, damages, end: scanner.end, readMax };
}

function places(log: BuiltLog): readonly BuiltFrame[] {
  return log.frames;
}

function withBytes(log: BuiltLog, edit: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(log.files.get(NAME) ?? []);
  edit(bytes);
  return bytes;
}

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

test('frames are found wherever chunks end, and however long they are', () => {
  const chance = new Chance(1);
  const builder = new LogBuilder();
  const lengths = [...Array.from({ length: 300 }, () => chance.below(5000)), 3 * CHUNK_BYTES, 7, 8];
  for (const length of lengths) builder.append([{ payload: Buffer.alloc(length, 0xa5) }]);
  const log = builder.build();
  const result = scan(log);
  expect(result.seqs).toEqual(numbersTo(lengths.length));
  expect(result.damages).toEqual([]);
  expect(result.end).toBe(log.files.get(NAME)?.length);
});

test('zeros up to the end of the file are the end, and zeros with a byte behind them are damage', () => {
  const log = new LogBuilder().events('a', 'b').build({ zeroBytes: 3 * CHUNK_BYTES });
  const end = places(log)[1]?.end ?? 0;
  expect(scan(log)).toMatchObject({ seqs: [1, 2], damages: [], end });
  const bytes = withBytes(log, (all) => void (all[all.length - 1] = 1));
  expect(scan(log, bytes).damages).toEqual([{ start: end, end: bytes.length, whole: [] }]);
});

test('a damaged frame is as long as it says when an authentic one stands behind it', () => {
  const log = new LogBuilder().events('a', 'b', 'c').build();
  const [, second] = places(log);
  const bytes = withBytes(log, (all) => void (all[(second?.start ?? 0) + 40] = 0));
  const { seqs, damages } = scan(log, bytes);
  expect(seqs).toEqual([1, 3]);
  expect(damages).toEqual([{ start: second?.start, end: second?.end, whole: [] }]);
});

test('a damaged length that reaches to where a later frame begins hides none of those between', () => {
  const log = new LogBuilder().events('a', 'b', 'c', 'd').build();
  const [, second, , fourth] = places(log);
  const [start = 0, end = 0] = [second?.start, fourth?.start];
  const bytes = withBytes(log, (all) => writeU32(all, start, end - start));
  const { seqs, damages } = scan(log, bytes);
  expect(seqs).toEqual([1, 3, 4]);
  expect(damages).toEqual([{ start, end: second?.end, whole: [] }]);
});

test('an event that holds a log does not confuse the search behind it when it is damaged', () => {
  const inner = new LogBuilder().events('x', 'y', 'z').build().files.get(NAME) ?? Buffer.alloc(0);
  const log = new LogBuilder()
    .events('a', 'b')
    .append([{ payload: inner }])
    .events('d')
    .build();
  const third = places(log)[2];
  const bytes = withBytes(log, (all) => void (all[(third?.start ?? 0) + 40] = 0));
  expect(scan(log, bytes)).toMatchObject({
    seqs: [1, 2, 4],
    damages: [{ start: third?.start, end: third?.end }],
  });
});

test('a frame whose CRC is right is stepped over as a whole, and told', () => {
  const log = new LogBuilder().events('a', 'b', 'c', 'd').build();
  const [, second, third] = places(log);
  const swapped = withBytes(log, (all) => {
    const two = Buffer.from(all.subarray(second?.start, second?.end));
    all.copy(all, second?.start, third?.start, third?.end);
    two.copy(all, third?.start);
  });
  const { seqs, damages } = scan(log, swapped);
  expect(seqs).toEqual([1]);
  expect(damages[0]?.whole.map(({ fields, front }) => [fields.seq, front])).toEqual([
    [3, 'frame'],
    [2, 'frame'],
    [4, 'frame'],
  ]);
});

test('the search goes on behind garbage of any length', () => {
  const chance = new Chance(2);
  for (const length of [1, 35, 36, 37, 500, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1]) {
    const log = new LogBuilder().events('a', 'b', 'c', 'd').build();
    const all = log.files.get(NAME) ?? Buffer.alloc(0);
    const at = places(log)[1]?.end ?? 0;
    const garbage = chance.bytes(length);
    garbage[0] = 1;
    const bytes = Buffer.concat([all.subarray(0, at), garbage, all.subarray(at)]);
    const { seqs, damages } = scan(log, bytes);
    // The third stands behind other bytes than those it was chained to.
    expect({ length, seqs }).toEqual({ length, seqs: [1, 2, 4] });
    expect(damages).toHaveLength(1);
    expect(damages[0]?.whole.map(({ fields }) => fields.seq)).toEqual([3]);
  }
});

test('a length field makes nobody read or hold more than the file has', () => {
  const log = new LogBuilder().events('a', 'b', 'c').build();
  const second = places(log)[1];
  for (const len of [0xffff_ffff, 16_000_000, 0x7fff_ffff]) {
    const bytes = withBytes(log, (all) => writeU32(all, second?.start ?? 0, len));
    const { seqs, readMax } = scan(log, bytes);
    expect(seqs).toEqual([1, 3]);
    expect(readMax).toBeLessThanOrEqual(bytes.length);
  }
});

/** Bytes that look like the beginnings of frames of this length wherever there is room for one. */
function plausible(length: number, len: number): Buffer {
  const bytes = Buffer.alloc(length, 0x77);
  for (let at = 0; at + 36 <= length; at += 36) {
    writeU32(bytes, at, len);
    bytes[at + 4] = 1;
    bytes[at + 5] = 0;
    writeU32(bytes, at + 32, 100);
  }
  return bytes;
}

test('headers that claim to be long cost what the damage is long, not what they claim', () => {
  const log = new LogBuilder().events('a').build();
  const all = log.files.get(NAME) ?? Buffer.alloc(0);
  const bytes = Buffer.concat([all, plausible(1_500_000, 1_000_000), Buffer.alloc(1000, 1)]);
  // 14,000 candidates of a megabyte each: read one by one they would be 14 GB.
  const result = scan(log, bytes);
  expect(result.seqs).toEqual([1]);
  expect(result.damages).toEqual([{ start: all.length, end: bytes.length, whole: [] }]);
}, 10_000);

test('a file that becomes shorter while it is read ends there', () => {
  const log = new LogBuilder().events('a', 'b', 'c').build();
  const bytes = log.files.get(NAME) ?? Buffer.alloc(0);
  const file = memoryFs(new Map([[NAME, bytes.subarray(0, places(log)[0]?.end)]])).open(
    NAME,
    'read',
  );
  const frameMac = (kid: number) => log.keys.get(kid)?.frameMac;
  const scanner = new SegmentScanner({ file, size: bytes.length, frameMac });
  expect([scanner.next(), scanner.next()]).toEqual(['frame', 'end']);
});
