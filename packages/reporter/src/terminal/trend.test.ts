import { expect, test } from '@jest/globals';
import { sampleResult } from '../../test/sample-result.ts';
import { trendsOf } from '../trend/trend.ts';
import { picture, renderTrends } from './trend.ts';
import { BARE_SCREEN } from '../../test/bare-looks.ts';

test('a picture has a bar a run and a dot where there is no figure', () => {
  expect(picture([1, 8, null, 4.5])).toBe('▁█·▅');
  expect(picture([2, 2])).toBe('▄▄');
  expect(picture([null])).toBe('·');
});

test('a trend is a few lines', () => {
  expect(
    renderTrends(trendsOf([sampleResult()], 50), BARE_SCREEN.style)
      .split('\n')
      .slice(0, 4),
  ).toEqual([
    'small  1 run, 2026-03-04 to 2026-03-04, machine 3c59dc048e88, all good',
    '               Oldest to newest  Usual     Last',
    '  throughput   ▄                   n/a    100/s  too few runs',
    '  latency p50  ▄                   n/a   956 µs  too few runs',
  ]);
  expect(renderTrends([], BARE_SCREEN.style)).toBe('no runs\n');
});
