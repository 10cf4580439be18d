import { expect, test } from '@jest/globals';
import { evenSamples } from '../../test/sample-distribution.ts';
import { sampleResult, sliceOf } from '../../test/sample-result.ts';
import { errorShare, groupSlices, isPartitioned } from './slices.ts';

const SLICES = [
  sliceOf({ op: 'command', role: 'builder' }, evenSamples(1, 100, 1), { intended: 103, fail: 3 }),
  sliceOf({ op: 'review', role: 'expert' }, evenSamples(1, 10, 1)),
  sliceOf({ op: 'command', role: 'expert' }, evenSamples(101, 200, 1), { intended: 101, info: 1 }),
];

test('slices that share a tag are added up in order of appearance', () => {
  const groups = groupSlices(SLICES, 'op');
  expect(groups.map(({ name }) => name)).toEqual(['command', 'review']);
  expect(groups[0]).toMatchObject({
    counts: { intended: 204, ok: 200, fail: 3, info: 1, dropped: 0 },
    latency: { count: 200, min: 0.001, p50: 0.1, p99: 0.198, max: 0.2 },
  });
  expect(groupSlices(SLICES, 'behaviour').map(({ counts }) => counts.ok)).toEqual([210]);
});

test('slices that leave out or repeat operations are not added up', () => {
  const { slices, total } = sampleResult();
  expect(isPartitioned({ slices, total })).toBe(true);
  expect(isPartitioned({ slices: slices.slice(1), total })).toBe(false);
  const [first] = slices;
  const halves = [first!, first!].map((slice) => ({ ...slice, counts: halfOf(slice.counts) }));
  expect(isPartitioned({ slices: [...halves, slices[1]!], total })).toBe(false);
});

function halfOf<Counts extends Record<string, number>>(counts: Counts): Counts {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, count / 2]),
  ) as Counts;
}

test('failed and unknown operations count as errors, dropped ones were never sent', () => {
  const counts = { intended: 20, ok: 8, fail: 1, info: 1, dropped: 10 };
  expect(errorShare(counts)).toBe(0.2);
  expect(errorShare({ intended: 5, ok: 0, fail: 0, info: 0, dropped: 5 })).toBeNull();
});
