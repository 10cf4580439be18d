import { expect, test } from '@jest/globals';
import type { Result } from '@lighthouse/contract';
import { distributionOf, evenSamples } from '../../test/sample-distribution.ts';
import { sampleResult, sampleSeries } from '../../test/sample-result.ts';
import { compareSides } from './compare.ts';
import type { Comparison } from './compare.ts';
import { judgeRegression, parseRegressionLimit } from './regression.ts';

/** A run whose latencies are even up to `us` and whose answers a second are `perSecond`. */
function runWith({ us = 2000, perSecond = 105, fail = 0 } = {}): Result {
  const sample = sampleResult();
  const series = sampleSeries();
  return {
    ...sample,
    counts: { ...sample.counts, ok: sample.counts.ok - fail, fail },
    total: { ...sample.total, latency: distributionOf(evenSamples(us / 1000, us, us / 1000)) },
    series: { ...series, ok: series.ok.map((_, i) => perSecond + (i % 2)) },
  };
}

const side = (label: string, ...runs: Result[]) => ({ label, runs });

function only(comparisons: readonly Comparison[]): Comparison {
  const [comparison] = comparisons;
  if (comparison === undefined) throw new Error('there is no comparison');
  return comparison;
}

function changeOf(comparison: Comparison, name: string) {
  const difference = comparison.differences.find(({ figure }) => figure.name === name);
  return [difference?.change, difference?.reason];
}

test('a run is not different from itself', () => {
  const comparison = only(compareSides(side('a', runWith()), [side('b', runWith())]));
  expect(new Set(comparison.differences.map(({ change }) => change))).toEqual(new Set(['unclear']));
  expect(comparison.warnings).toEqual([]);
});

test('of one run a side, intervals of the merged histograms decide, and they say so', () => {
  const comparison = only(
    compareSides(side('a', runWith()), [side('b', runWith({ us: 3000, perSecond: 200 }))]),
  );
  expect(changeOf(comparison, 'latency p50')).toEqual(['worse', '99 % intervals apart']);
  const p50 = comparison.differences.find(({ figure }) => figure.name === 'latency p50');
  expect(p50?.relative).toBeCloseTo(0.5, 2);
  // 1,000 samples are too few for an interval of p99.9.
  expect(changeOf(comparison, 'latency p99.9')).toEqual([
    'unclear',
    'too few samples or runs (n=1+1)',
  ]);
  expect(changeOf(comparison, 'memory of the target')[0]).toBe('unclear');
});

test('of four runs a side, the rank-sum test decides, and scatter between runs hides a difference', () => {
  const steady = [2000, 2010, 2020, 2030].map((us) => runWith({ us }));
  const slower = [2200, 2210, 2220, 2230].map((us) => runWith({ us }));
  const scattered = [1000, 2500, 1500, 4000].map((us) => runWith({ us }));
  const [apart, mixed] = compareSides(side('a', ...steady), [
    side('b', ...slower),
    side('c', ...scattered),
  ]);
  expect(changeOf(apart as Comparison, 'latency p95')).toEqual(['worse', 'p=0.029 n=4+4']);
  expect(changeOf(mixed as Comparison, 'latency p95')[0]).toBe('unclear');
});

test('other machines and other scenarios are warned of, and block the judgement', () => {
  const base = runWith();
  const host = { ...base.host, fingerprint: 'other' };
  const scenario = { ...base.scenario, seed: 7, load: { ...base.scenario.load, hold: '1m' } };
  const comparison = only(
    compareSides(side('a', base), [side('b', { ...runWith({ us: 9000 }), host, scenario })]),
  );
  expect(comparison.warnings).toEqual([
    { isBlocking: true, text: 'the runs are of different machines' },
    { isBlocking: true, text: 'the scenarios differ: load' },
  ]);
  expect(judgeRegression([comparison], 0.1).value).toBe('unknown');
});

test('a regression is bad beyond the limit only', () => {
  const by = (us: number) =>
    judgeRegression(compareSides(side('a', runWith()), [side('b', runWith({ us }))]), 0.1).value;
  expect([by(2000), by(2150), by(2500), by(1000)]).toEqual(['good', 'good', 'bad', 'good']);
});

test('what an audit found counts, however little it is and wherever it was found', () => {
  const base = runWith();
  const { audit } = base;
  if (audit.status !== 'done') throw new Error('the sample is audited');
  const lost = { count: 1, examples: [] };
  const other = {
    ...base,
    audit: { ...audit, lost },
    host: { ...base.host, fingerprint: 'other' },
  };
  const verdict = judgeRegression(compareSides(side('a', base), [side('b', other)]), 0.5);
  expect(verdict).toEqual({
    value: 'bad',
    reasons: ['b: differences between history and log is worse (counted)'],
  });
});

test('errors are compared as shares', () => {
  const comparison = only(compareSides(side('a', runWith()), [side('b', runWith({ fail: 300 }))]));
  expect(changeOf(comparison, 'errors')).toEqual(['worse', '99 % intervals apart']);
  const few = only(compareSides(side('a', runWith()), [side('b', runWith({ fail: 2 }))]));
  expect(changeOf(few, 'errors')).toEqual(['unclear', '99 % intervals overlap']);
});

test('a limit is a percentage', () => {
  expect(parseRegressionLimit('2.5 %')).toBe(0.025);
  expect(() => parseRegressionLimit('10')).toThrow('takes a percentage');
});
