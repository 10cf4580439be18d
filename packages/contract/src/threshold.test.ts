import { expect, test } from '@jest/globals';
import {
  parseDurationMs,
  parseMetricSelector,
  parseRatePerSecond,
  parseThresholdLimit,
  samplesNeededFor,
} from './index.ts';

test.each([
  ['1h30m', 5_400_000],
  ['2.5s', 2500],
  ['500ms', 500],
  ['0.5ms', 0.5],
  ['1m1s1ms', 61_001],
  ['', undefined],
  ['5', undefined],
  ['-1s', undefined],
  ['1s1h', undefined],
])('duration %p is %p ms', (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected);
});

test.each([
  ['5/s', 5],
  ['30/m', 0.5],
  ['1/x', undefined],
  ['/s', undefined],
])('rate %p is %p a second', (text, expected) => {
  expect(parseRatePerSecond(text)).toBe(expected);
});

test('a metric may carry tags', () => {
  expect(parseMetricSelector('latency{op:command, behaviour:honest}')).toEqual({
    metric: 'latency',
    tags: { op: 'command', behaviour: 'honest' },
  });
  expect(parseMetricSelector('latency{colour:red}')).toContain('not a tag');
  expect(parseMetricSelector('constructor')).toContain('no metric');
});

test('limits are read in the unit of their metric', () => {
  expect(parseThresholdLimit('p(99.9) <= 1.5s', 'latency')).toEqual({
    aggregate: 'p',
    percentile: 99.9,
    comparison: '<=',
    limit: 1500,
  });
  expect(parseThresholdLimit('rate < 1%', 'errors')).toMatchObject({
    aggregate: 'rate',
    limit: 0.01,
  });
  expect(parseThresholdLimit('rate>=100/s', 'operations')).toMatchObject({ limit: 100 });
  expect(parseThresholdLimit('p(0) < 1', 'latency')).toContain('no percentile');
  expect(parseThresholdLimit('rate < 1%', 'latency')).toContain('has no rate');
});

test('a percentile needs as many samples as it has ranks above it', () => {
  expect([50, 90, 95, 99, 99.9, 100].map(samplesNeededFor)).toEqual([2, 10, 20, 100, 1000, 1]);
});
