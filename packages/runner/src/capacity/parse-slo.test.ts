import { expect, test } from '@jest/globals';
import { parseSlo, samplesNeeded } from './parse-slo.ts';

const limits = (text: string) => parseSlo(text).map(({ metric, limit }) => `${metric}: ${limit}`);

test('a limit alone is on the latency of commands; errors and drops are limited beside it', () => {
  expect(limits('p(99)<100ms')).toEqual([
    'latency{op:command}: p(99)<100ms',
    'errors: rate < 1%',
    'dropped: rate < 1%',
  ]);
});

test('several limits may name their metrics', () => {
  expect(limits('latency{op:review,role:expert}: p(95) < 1s; errors: rate < 0.1%')).toEqual([
    'latency{op:review,role:expert}: p(95) < 1s',
    'errors: rate < 0.1%',
    'dropped: rate < 1%',
  ]);
});

test.each(['', ';', 'p(99)', 'p(99)<fast', 'speed: p(99)<1s', 'latency: rate < 1%'])(
  '"%s" is refused',
  (text) => {
    expect(() => parseSlo(text)).toThrow('--slo');
  },
);

test('the samples of the highest percentile are needed', () => {
  expect(samplesNeeded(parseSlo('p(99)<1s'))).toBe(100);
  expect(samplesNeeded(parseSlo('avg<1s; latency: p(99.9)<2s'))).toBe(1000);
});
