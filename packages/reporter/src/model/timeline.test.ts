import { expect, test } from '@jest/globals';
import { busyRun } from '../../test/busy-run.ts';
import { sampleSeries } from '../../test/sample-result.ts';
import { rowCountOf } from './table.ts';
import { formatElapsed, timelineTable } from './timeline.ts';

test.each([
  [0, '0:00'],
  [7000, '0:07'],
  [500, '0:00.5'],
  [750_000, '12:30'],
  [3_723_000, '1:02:03'],
])('%d ms into the run is %s', (elapsedMs, text) => {
  expect(formatElapsed(elapsedMs)).toBe(text);
});

test('a short run is a row for each interval', () => {
  const table = timelineTable(sampleSeries());
  expect(table.note).toBe('Each row covers 1 s.');
  expect(table.groups[0]?.rows[3]?.map(({ text }) => text)).toEqual([
    '0:03',
    '105',
    '105',
    '0',
    '0',
    '0',
    '10',
    '1.30 ms',
    '2.20 ms',
    '2.28 ms',
    '2.30 ms',
    '750 µs',
    '0.25 cores',
    '0.5 cores',
    '96 MiB',
  ]);
});

test('a long run is a page of rows at most, and says what they stand for', () => {
  const table = timelineTable(busyRun({ seconds: 3600, agents: 10, perSecond: 20 }).series);
  expect(rowCountOf(table)).toBeLessThanOrEqual(24);
  expect(table.note).toMatch(/^Each row covers 2 min 30 s\. Counts are added up/);
});
