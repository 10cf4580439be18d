import { expect, test } from '@jest/globals';
import { judgeSlo, sloName } from '@lighthouse/verdict';
import { SliceInterval, type SliceDelta } from '../metrics/interval.ts';
import { SloBook } from '../metrics/slo-book.ts';

const SLO = { metric: 'latency{op:command}', target: 0.99, underUs: 100_000 };
const LIMITS = [{ metric: 'latency', underUs: 100_000 }] as const;

/** Commands of one second that took so long, and how they ended. */
function second(op: string, ends: readonly (readonly [number, 'ok' | 'fail'])[]): SliceDelta {
  const slice = new SliceInterval({ op, role: 'builder', behaviour: 'honest' }, { within: LIMITS });
  for (const [ms, outcome] of ends) {
    slice.intend();
    slice.end(0, { outcome, sentUs: 0, endedUs: ms * 1000, error: '', isTimed: true });
  }
  return slice.take()!;
}

const times = (count: number, ms: number, outcome: 'ok' | 'fail' = 'ok') =>
  Array.from({ length: count }, () => [ms, outcome] as const);

function judge(...seconds: (readonly (readonly [number, 'ok' | 'fail'])[])[]) {
  const book = new SloBook(SLO, 0, 1000);
  seconds.forEach((ends, number) => {
    if (ends.length > 0) book.add(second('command', ends), number);
    book.add(second('review', times(5, 5000)), number);
  });
  const [judged] = judgeSlo([book.figures()]);
  if (judged === undefined) throw new Error('not judged');
  return judged;
}

test('what was acknowledged in time is good; what was slow, or failed quickly, is not', () => {
  const judged = judge([...times(997, 100), ...times(2, 101), ...times(1, 1, 'fail')]);
  expect(judged).toMatchObject({ good: 997, total: 1000, achieved: 0.997, verdict: 'good' });
  expect(judged.budget).toMatchObject({ spent: 3 });
  expect(judged.budget.allowed).toBeCloseTo(10, 9);
  expect(judged.budget.left).toBeCloseTo(0.7, 9);
  expect(judged.burnRate).toBeCloseTo(0.3, 9);
  expect(sloName(judged)).toBe('99 % of latency{op:command} under 100 ms');
});

test('more bad ones than allowed miss the objective', () => {
  const judged = judge([...times(98, 1), ...times(2, 500)]);
  expect(judged.verdict).toBe('bad');
  expect(judged.reason).toBe(
    '98 % were good; 2 were bad, where 1 may be: burn rate 2, at most 2 within 1 s',
  );
});

test('burning shows when it happened, and the worst ten seconds stand out', () => {
  const calm = times(100, 1);
  const seconds = [...Array.from({ length: 20 }, () => calm), times(100, 900), calm];
  const judged = judge(...seconds);
  expect(judged.burn).toHaveLength(22);
  expect(judged.burn[3]).toBe(0);
  expect(judged.burn[20]).toBeCloseTo(100, 6);
  expect(judged.worst?.burnRate).toBeCloseTo(10, 6);
  expect(judged.worst).toMatchObject({ fromMs: 11_000, durationMs: 10_000 });
});

test('too few operations tell nothing', () => {
  expect(judge(times(99, 1)).verdict).toBe('unknown');
  expect(judge([]).verdict).toBe('unknown');
});

test('what a busy generator missed is not known', () => {
  const book = new SloBook(SLO, 0, 1000);
  book.add(second('command', times(200, 900)), 0);
  expect(judgeSlo([book.figures()], true)[0]?.verdict).toBe('unknown');
  expect(judgeSlo([book.figures()])[0]?.verdict).toBe('bad');
});

test('what failed is judged, however busy the generator was', () => {
  const judged = (failedCount: number) => {
    const book = new SloBook(SLO, 0, 1000);
    const ends = [...times(190, 900), ...times(failedCount, 1, 'fail')];
    book.add(second('command', [...ends, ...times(200 - ends.length, 1)]), 0);
    return judgeSlo([book.figures()], true)[0];
  };
  expect(judged(2)?.verdict).toBe('unknown');
  expect(judged(3)).toMatchObject({ verdict: 'bad', failed: 3 });
  expect(judged(3)?.reason).toContain(
    '3 failed or got lost, which counts however busy the generator was',
  );
});
