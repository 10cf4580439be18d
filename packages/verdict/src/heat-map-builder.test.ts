import { expect, test } from '@jest/globals';
import { HEAT_COLUMNS_MAX, heatBinOf, type HeatMap } from '@lighthouse/contract/heat-map';
import { HeatMapBuilder } from './heat-map-builder.ts';

function deltaOf(...pairs: number[]) {
  return { pairs: Uint32Array.from(pairs), minUs: 0, maxUs: 0 };
}

function sumOf({ counts }: HeatMap): number {
  return counts.flat().reduce((sum, count) => sum + count, 0);
}

test('an answer is counted in its second and at its latency; bins that hold nothing are left out', () => {
  const builder = new HeatMapBuilder();
  expect(builder.heatMap()).toBeUndefined();
  builder.add(0, deltaOf(1000, 3, 2000, 1));
  builder.add(2, deltaOf(1000, 4));
  const map = builder.heatMap();
  expect([map?.intervalMs, map?.lowestBin]).toEqual([1000, heatBinOf(1000)]);
  expect(map?.counts).toEqual([
    [3, 0, 0, 1],
    [0, 0, 0, 0],
    [4, 0, 0, 0],
  ]);
});

test('a long run has longer columns and not more of them, and no answer is lost', () => {
  const builder = new HeatMapBuilder();
  for (let second = 0; second < 3600; second++) builder.add(second, deltaOf(700, 2, 90_000, 1));
  // What comes late is still counted.
  builder.add(3, deltaOf(700, 1));
  const map = builder.heatMap();
  if (map === undefined) throw new Error('there are answers');
  expect(map.intervalMs).toBe(16_000);
  expect(map.counts.length).toBe(225);
  expect(map.counts.length).toBeLessThanOrEqual(HEAT_COLUMNS_MAX);
  expect(sumOf(map)).toBe(3 * 3600 + 1);
  expect(map.counts[0]?.[0]).toBe(33);
});
