import { expect, test } from '@jest/globals';
import type { Result } from '@lighthouse/contract';
import { sampleResult } from '../../test/sample-result.ts';
import { trendsOf } from './trend.ts';

function runAt(day: number, p95: number | null, replaced: Partial<Result> = {}): Result {
  const sample = sampleResult();
  const startedAt = `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  return {
    ...sample,
    run: { ...sample.run, id: `run-${day}`, startedAt },
    total: { ...sample.total, latency: { ...sample.total.latency, p95 } },
    ...replaced,
  };
}

const p95Of = (runs: readonly Result[], runsMax = 50) =>
  trendsOf(runs, runsMax)[0]?.figures.find(({ name }) => name === 'latency p95');

test('runs stand in order of time, whatever the order they are read in', () => {
  const runs = [3, 1, 2].map((day) => runAt(day, day));
  expect(p95Of(runs)).toMatchObject({ values: [1, 2, 3], usual: 1.5, last: 'too few runs' });
  expect(p95Of(runs, 2)?.values).toEqual([2, 3]);
});

test('a run is out of line when it lies outside of at least five before it', () => {
  const before = [5, 6, 7, 6, 5].map((p95, day) => runAt(day + 1, p95));
  const last = (p95: number | null) => p95Of([...before, runAt(9, p95)])?.last;
  expect([last(8), last(6.5), last(4), last(null)]).toEqual([
    'worse than all before',
    'within',
    'better than all before',
    'too few runs',
  ]);
});

test('another machine and another scenario are lines of their own, another seed is not', () => {
  const { host, scenario } = sampleResult();
  const trends = trendsOf(
    [
      runAt(1, 1),
      runAt(2, 1, { scenario: { ...scenario, seed: 7 } }),
      runAt(3, 1, { host: { ...host, fingerprint: 'other' } }),
      runAt(4, 1, { scenario: { ...scenario, load: { ...scenario.load, hold: '1m' } } }),
    ],
    50,
  );
  expect(trends.map(({ runs }) => runs.map(({ id }) => id))).toEqual([
    ['run-4'],
    ['run-3'],
    ['run-1', 'run-2'],
  ]);
});
