import { expect, test } from '@jest/globals';
import { emptySeries, sampleSeries } from '../../test/sample-result.ts';
import { shortenSeries } from './series.ts';

test('a series that is short enough stays as it is', () => {
  const series = sampleSeries();
  expect(shortenSeries(series, 10)).toBe(series);
  expect(shortenSeries(emptySeries(), 10)).toEqual(emptySeries());
});

test('joined intervals add up counts and keep the highest of everything else', () => {
  const series = {
    ...sampleSeries(),
    latencyP99: [1, 9, 2, null, null, null, 3, 4, null, 5],
    agents: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  };
  const shortened = shortenSeries(series, 4);
  expect(shortened.intervalMs).toBe(3000);
  expect(shortened.ok).toEqual([315, 315, 315, 105]);
  expect(shortened.latencyP99).toEqual([9, null, 4, 5]);
  expect(shortened.agents).toEqual([3, 6, 9, 10]);
  expect(Object.values(shortened).filter(Array.isArray)).toHaveLength(16);
  for (const column of Object.values(shortened).filter(Array.isArray))
    expect(column).toHaveLength(4);
});

test('no operation is lost by joining', () => {
  const sum = (column: readonly number[]) => column.reduce((a, b) => a + b, 0);
  const series = sampleSeries();
  for (let rowsMax = 1; rowsMax <= 10; rowsMax++)
    expect(sum(shortenSeries(series, rowsMax).intended)).toBe(sum(series.intended));
});
