import { expect, test } from '@jest/globals';
import { LogBuilder, testRing, type BuiltLog } from '../../test/log-builder.ts';
import { memoryFs } from '../../test/memory-fs.ts';
import type { LogVerdict } from '../types.ts';
import { verifyLog, type VerifyOptions } from './verify-log.ts';

function verify(log: BuiltLog, options: Partial<VerifyOptions> = {}): Promise<LogVerdict> {
  return verifyLog({ dir: 'log', keyRing: testRing(), fs: memoryFs(log.files), ...options });
}

async function summary(log: BuiltLog, options: Partial<VerifyOptions> = {}): Promise<string[]> {
  const verdict = await verify(log, options);
  return [
    verdict.value,
    ...verdict.findings.map(({ code, seqs }) => `${code} ${seqs ? `[${seqs.join(',')})` : '-'}`),
  ];
}

/** Replaces bytes [start, end) of a file. */
function splice(
  log: BuiltLog,
  file: string,
  range: readonly [number, number],
  bytes: Buffer,
): void {
  const old = log.files.get(file) ?? Buffer.alloc(0);
  const parts = [old.subarray(0, range[0]), bytes, old.subarray(range[1])];
  log.files.set(file, Buffer.concat(parts));
}

function frame(
  log: BuiltLog,
  seq: number,
): { file: string; start: number; end: number; bytes: Buffer } {
  const found = log.frames.find((one) => one.seq === seq);
  if (!found) throw new Error('no such frame');
  const { file, start, end } = found;
  return { file, start, end, bytes: Buffer.from(log.files.get(file)?.subarray(start, end) ?? []) };
}

const eight = (): LogBuilder => new LogBuilder().events('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');

test('a log as it was written is intact', async () => {
  const verdict = await verify(eight().build());
  expect(verdict).toMatchObject({ value: 'intact', lastSeq: 8, verifiedCount: 8, findings: [] });
});

test('a log of several segments, keys and appends is intact', async () => {
  const log = new LogBuilder()
    .append([{ payload: 'a' }, { payload: 'b' }])
    .roll()
    .rotate(2)
    .events('c')
    .roll()
    .append([{ stream: 'other', id: 'x', agent: 'ann', key: 'k' }])
    .build({ zeroBytes: 5000 });
  expect(await summary(log)).toEqual(['intact']);
});

test('a changed byte is blamed on its event', async () => {
  const log = eight().build();
  const { file, start } = frame(log, 3);
  splice(log, file, [start + 40, start + 41], Buffer.from('!'));
  expect(await summary(log)).toEqual(['tampered', 'CORRUPT [3,4)']);
});

test('an event that was cut out leaves a gap', async () => {
  const log = eight().build();
  const { file, start, end } = frame(log, 3);
  splice(log, file, [start, end], Buffer.alloc(0));
  expect(await summary(log)).toEqual(['tampered', 'GAP [3,5)']);
});

test('two events that changed places were moved', async () => {
  const log = eight().build();
  const [three, four] = [frame(log, 3), frame(log, 4)];
  splice(log, three.file, [three.start, four.end], Buffer.concat([four.bytes, three.bytes]));
  expect(await summary(log)).toEqual(['tampered', 'REORDER [3,6)']);
});

test('an event that stands twice is a duplicate', async () => {
  const log = eight().build();
  const [three, six] = [frame(log, 3), frame(log, 6)];
  splice(log, six.file, [six.end, six.end], three.bytes);
  expect(await summary(log)).toEqual(['tampered', 'DUPLICATE [3,4)']);
});

test('a log that was cut at its end is truncated', async () => {
  const log = eight().build();
  const { file, start, end } = frame(log, 8);
  splice(log, file, [start, end], Buffer.alloc(0));
  expect(await summary(log)).toEqual(['tampered', 'TRUNCATED [8,9)', 'HEAD_AHEAD [8,9)']);
});

test('a last event cut by a crash, that nobody was told of, is a torn tail', async () => {
  const log = eight()
    .head()
    .head()
    .append([{ payload: 'i' }])
    .build({ hasHead: false });
  const { file, start, end } = frame(log, 9);
  splice(log, file, [start + 50, end], Buffer.alloc(0));
  expect(await summary(log)).toEqual(['unknown', 'TORN_TAIL -']);
});
