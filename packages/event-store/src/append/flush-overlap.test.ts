import { expect, test } from '@jest/globals';
import { FlushOverlap } from './flush-overlap.ts';

const MS = 1000;

function overlapAt(usMin: number): { overlap: FlushOverlap; pass: (us: number) => void } {
  let nowUs = 1_700_000_000_000_000;
  const overlap = new FlushOverlap({ nowUs: () => nowUs }, usMin);
  overlap.beginBatch(nowUs);
  return { overlap, pass: (us) => (nowUs += us) };
}

test('nothing is written early before it is known how long a flush takes', () => {
  const { overlap, pass } = overlapAt(0);
  pass(1000 * MS);
  expect(overlap.isWorthIt(1)).toBe(false);
});

test('a batch that took twice as long as a flush is written while the next one is made', () => {
  const { overlap, pass } = overlapAt(MS);
  overlap.beginFlush();
  pass(3 * MS);
  overlap.endFlush();
  expect(overlap.isWorthIt(1)).toBe(false);
  pass(3 * MS);
  expect(overlap.isWorthIt(1)).toBe(true);
  expect(overlap.isWorthIt(0)).toBe(false);
});

test('a batch that was made fast waits for others, however fast the disk is', () => {
  const { overlap, pass } = overlapAt(MS);
  overlap.beginFlush();
  overlap.endFlush();
  pass(MS - 1);
  expect(overlap.isWorthIt(1)).toBe(false);
  pass(1);
  expect(overlap.isWorthIt(1)).toBe(true);
});

test('a clock that was put back writes nothing early', () => {
  const { overlap, pass } = overlapAt(MS);
  overlap.beginFlush();
  overlap.endFlush();
  pass(-MS);
  expect(overlap.isWorthIt(1)).toBe(false);
});
