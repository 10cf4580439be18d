import { expect, test } from '@jest/globals';
import { emptyRun } from '../../test/sample-runs.ts';
import { sampleResult } from '../../test/sample-result.ts';
import { binsOf, curveOf, distributionView } from './distribution.ts';

const even = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ value: first + index, count: 1 }));

test('every sample is in exactly one bin', () => {
  for (const values of [even(1, 1000), [{ value: 5, count: 7 }], even(1, 3)]) {
    const bins = binsOf(values);
    const count = bins.reduce((sum, bin) => sum + bin.count, 0);
    expect(count).toBe(values.reduce((sum, each) => sum + each.count, 0));
    for (const { value } of values)
      expect(bins.some(({ from, to }) => value >= from * 0.999 && value <= to * 1.001)).toBe(true);
  }
});

test('bins follow each other without a gap, each wider by the same factor, and few enough to draw', () => {
  const bins = binsOf([
    { value: 0.001, count: 1 },
    { value: 60_000, count: 1 },
  ]);
  expect(bins.length).toBeLessThanOrEqual(56);
  for (const [index, bin] of bins.entries()) {
    if (index > 0) expect(bin.from).toBeCloseTo(bins[index - 1]!.to, 9);
    expect(bin.to / bin.from).toBeCloseTo(bins[0]!.to / bins[0]!.from, 9);
  }
});

test('a curve goes as far into the nines as the samples support, and never falls', () => {
  const points = curveOf(even(1, 1000));
  expect(points[0]).toEqual({ nines: 0, value: 1 });
  expect(points.at(-1)).toEqual({ nines: 3, value: 999 });
  expect(points.some(({ nines, value }) => Math.abs(nines - 1) < 0.02 && value >= 895)).toBe(true);
  for (const [index, { value }] of points.entries())
    expect(value).toBeGreaterThanOrEqual(points[index - 1]?.value ?? 0);
});

test('a time of nothing is drawn at the finest resolution there is', () => {
  expect(curveOf([{ value: 0, count: 10 }])[0]?.value).toBe(0.001);
  expect(binsOf([{ value: 0, count: 10 }]).map(({ count }) => count)).toEqual([10]);
});

test('the view has the marks of the result and a curve for each time', () => {
  const view = distributionView(sampleResult())!;
  expect(view.count).toBe(1050);
  expect(view.marks).toEqual([
    { label: 'p50', value: 0.956 },
    { label: 'p95', value: 1.896 },
    { label: 'p99', value: 1.98 },
  ]);
  expect(view.curves.map(({ label }) => label)).toEqual(['Latency', 'Service time', 'Send delay']);
});

test('a run without answers has no distribution', () => {
  expect(distributionView(emptyRun())).toBeUndefined();
});
