import { describe, expect, test } from '@jest/globals';
import { judgeThresholds, thresholdToAbortFor } from './judge-thresholds.ts';
import type { RunFigures, TrendFigures } from './figures.ts';

const COUNTS = { intended: 110, ok: 90, fail: 6, info: 4, dropped: 10 };
const TREND: TrendFigures = {
  count: 100,
  min: 1,
  mean: 20,
  max: 90,
  percentile: (percent) => percent / 2,
};

function figures(change: Partial<TrendFigures> = {}, counts = COUNTS): RunFigures {
  const trend = { ...TREND, ...change };
  const connection_wait = { ...trend, max: 40 };
  const trends = { latency: trend, service_time: trend, send_delay: trend, connection_wait };
  return {
    loadSeconds: 8,
    select: ({ op }) => (op === undefined || op === 'command' ? { counts, trends } : undefined),
  };
}

function judge(metric: string, limit: string, of: RunFigures = figures(), isLimited = false) {
  const [result] = judgeThresholds([{ metric, limit, abortOnFail: false }], of, isLimited);
  return result;
}

test.each([
  ['latency', 'p(99) < 50ms', 49.5, 'good', 'p(99) is 49.5 ms'],
  ['latency', 'p(99) < 49.5ms', 49.5, 'bad', 'p(99) is 49.5 ms'],
  ['latency', 'p(99) <= 49.5ms', 49.5, 'good', 'p(99) is 49.5 ms'],
  ['service_time', 'med > 1s', 25, 'bad', 'med is 25 ms'],
  ['send_delay', 'avg == 20', 20, 'good', 'avg is 20 ms'],
  ['connection_wait', 'max < 50ms', 40, 'good', 'max is 40 ms'],
  ['latency', 'min >= 2ms', 1, 'bad', 'min is 1 ms'],
  ['latency', 'max < 100ms', 90, 'good', 'max is 90 ms'],
  ['errors', 'rate <= 10%', 0.1, 'good', 'rate is 10 %'],
  ['errors', 'count < 10', 10, 'bad', 'count is 10'],
  ['dropped', 'rate < 5%', 10 / 110, 'bad', 'rate is 9.091 %'],
  ['operations', 'rate >= 12/s', 12, 'good', 'rate is 12/s'],
  ['operations', 'count > 96', 96, 'bad', 'count is 96'],
  ['latency{op:command}', 'max < 1', 90, 'bad', 'max is 90 ms'],
])('%s: %s, with %p, is %s', (metric, limit, actual, verdict, reason) => {
  expect(judge(metric, limit)).toEqual({ metric, limit, actual, verdict, reason });
});

describe('is unknown, not good:', () => {
  test.each([
    [99, 'p(99) < 1s', 'too few samples: p(99) needs 100, there are 99'],
    [19, 'p(95) < 1s', 'too few samples: p(95) needs 20, there are 19'],
    [1, 'med < 1s', 'too few samples: med needs 2, there are 1'],
    [0, 'max < 1s', 'too few samples: max needs 1, there are 0'],
  ])('with %p samples, %s', (count, limit, reason) => {
    const result = judge('latency', limit, figures({ count, percentile: () => 0 }));
    expect(result).toMatchObject({ actual: null, verdict: 'unknown', reason });
  });

  test('a threshold on operations that there were none of', () => {
    expect(judge('latency{op:review}', 'max < 1s')).toMatchObject({
      actual: null,
      verdict: 'unknown',
      reason: 'no operation has these tags',
    });
  });

  test('a share of nothing', () => {
    const nothing = { intended: 0, ok: 0, fail: 0, info: 0, dropped: 0 };
    for (const metric of ['errors', 'dropped']) {
      expect(judge(metric, 'rate < 1%', figures({}, nothing))).toMatchObject({
        verdict: 'unknown',
        reason: 'no operation was sent',
      });
    }
  });

  test.each([
    ['latency', 'max < 1'],
    ['latency', 'max > 1'],
    ['latency', 'max == 90'],
    ['operations', 'count > 1000'],
    ['operations', 'count < 1000'],
    ['dropped', 'rate < 1%'],
    ['dropped', 'rate > 1%'],
  ])('%s: %s, when a slow generator may have brought it about', (metric, limit) => {
    expect(judge(metric, limit, figures(), true)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('but the generator was the bottleneck'),
    });
  });
});

test.each([
  ['latency', 'max < 100ms'],
  ['service_time', 'p(99) <= 49.5ms'],
  ['operations', 'count > 1'],
  ['dropped', 'rate < 50%'],
])('%s: %s, stands, because a slow generator only makes it harder to keep', (metric, limit) => {
  expect(judge(metric, limit, figures(), true)?.verdict).toBe('good');
});

test('refusals are the target’s doing, however slow the generator', () => {
  expect(judge('errors', 'rate < 1%', figures(), true)?.verdict).toBe('bad');
});

test('a run is aborted for a broken threshold that asks for it, and for no other', () => {
  const thresholds = [
    { metric: 'latency', limit: 'max < 1ms', abortOnFail: false },
    { metric: 'latency{op:review}', limit: 'max < 1ms', abortOnFail: true },
    { metric: 'errors', limit: 'rate < 1%', abortOnFail: true },
  ];
  const results = judgeThresholds(thresholds, figures());
  expect(thresholdToAbortFor(thresholds, results)?.metric).toBe('errors');
  expect(thresholdToAbortFor(thresholds.slice(0, 2), results.slice(0, 2))).toBeUndefined();
});
