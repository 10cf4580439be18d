import { expect, test } from '@jest/globals';
import type { FileOperation } from '@lighthouse/contract/file-operations';
import { Trend } from '@lighthouse/verdict';
import { judgeProbe } from './judge-probe.ts';
import type { ProbeShare } from './probe-task.ts';

const LIMITS = { meanMs: 5, p95Ms: 10 };
const QUICK = Array.from({ length: 40 }, () => 1);

function share(
  slow: Partial<Record<FileOperation, readonly number[]>> = {},
  { others = QUICK, wrongReads = 0 } = {},
): ProbeShare {
  const take = (operation: FileOperation) => {
    const trend = new Trend('wide');
    for (const ms of slow[operation] ?? others) trend.record(ms * 1000);
    return trend.take();
  };
  const times = {
    create: take('create'),
    write: take('write'),
    fsync: take('fsync'),
    read: take('read'),
    rename: take('rename'),
    unlink: take('unlink'),
  };
  return { rounds: others.length, workedMs: 1000, wrongReads, times };
}

test('operations within both limits are good', () => {
  const { verdict, rounds } = judgeProbe([share(), share()], LIMITS);
  expect(verdict).toEqual({ value: 'good', reasons: [] });
  expect(rounds).toBe(80);
});

test('a slow operation alone is blamed, for what it is over', () => {
  const tail = [...Array.from({ length: 36 }, () => 1), 20, 20, 20, 20];
  const { verdict, operations } = judgeProbe([share({ fsync: tail })], LIMITS);
  expect(verdict.value).toBe('bad');
  expect(verdict.reasons).toEqual([expect.stringMatching(/^fsync at p95: 20.* ms, over 10 ms$/)]);
  const bad = operations.filter((each) => each.verdict === 'bad');
  expect(bad.map((each) => each.operation)).toEqual(['fsync']);
});

test('too few samples for a p95 are unknown, and bad when their average convicts', () => {
  const few = { others: [1, 1, 1] };
  expect(judgeProbe([share({}, few)], LIMITS).verdict.value).toBe('unknown');
  const { verdict } = judgeProbe([share({ read: [9, 9, 9] }, few)], LIMITS);
  expect(verdict.value).toBe('bad');
  expect(verdict.reasons).toContain('read on average: 9.00 ms, over 5 ms');
});

test('samples of several threads are judged together', () => {
  const ten = { others: Array.from({ length: 10 }, () => 1) };
  expect(judgeProbe([share({}, ten), share({}, ten)], LIMITS).verdict.value).toBe('good');
});

test('a read that did not give what was written is bad', () => {
  const { verdict } = judgeProbe([share({}, { wrongReads: 2 })], LIMITS);
  expect(verdict).toEqual({ value: 'bad', reasons: ['2 reads did not give what was written'] });
});

test('nothing measured is unknown', () => {
  expect(judgeProbe([], LIMITS).verdict.value).toBe('unknown');
});
