import { expect, test } from '@jest/globals';
import { heatBinOf } from '@lighthouse/contract/heat-map';
import { heatTable } from './heat-map.ts';
import { rowCountOf } from './table.ts';

function textsOf(table: ReturnType<typeof heatTable>): string[][] {
  return table.groups.flatMap(({ rows }) => rows.map((row) => row.map(({ text }) => text)));
}

test('the table has a row for each time, a column for each range, and all answers', () => {
  const table = heatTable({
    latencyHeatMap: {
      intervalMs: 2000,
      lowestBin: heatBinOf(1000),
      // 1 ms, 1.26 ms, 1.58 ms, 2 ms, 2.51 ms
      counts: [
        [3, 1, 0, 2, 1],
        [0, 0, 0, 0, 5],
      ],
    },
  });
  expect(table.columns.map(({ label }) => label)).toEqual([
    'From',
    '1 ms – 2 ms',
    '2 ms – 3.16 ms',
    'All',
  ]);
  expect(textsOf(table)).toEqual([
    ['0:00', '4', '3', '7'],
    ['0:02', '0', '5', '5'],
  ]);
});

test('times and ranges are joined until the table can be read, and no answer is lost', () => {
  const counts = Array.from({ length: 240 }, () => Array.from({ length: 60 }, () => 1));
  const table = heatTable({ latencyHeatMap: { intervalMs: 16_000, lowestBin: 10, counts } });
  expect(rowCountOf(table)).toBe(24);
  expect(table.columns.length).toBeLessThanOrEqual(14);
  const all = table.groups[0]?.rows.reduce((sum, row) => sum + (row.at(-1)?.value ?? 0), 0);
  expect(all).toBe(240 * 60);
});

test('a run without answers has no rows', () => {
  expect(rowCountOf(heatTable({}))).toBe(0);
});
