import { expect, test } from '@jest/globals';
import { formatElapsed, formatValue } from './format-value.ts';
import type { Unit } from './page-data.ts';

test.each<[number, Unit, string]>([
  [0, 'milliseconds', '0'],
  [0.25, 'milliseconds', '250 µs'],
  [1.2345, 'milliseconds', '1.23 ms'],
  [1500, 'milliseconds', '1.5 s'],
  [999.96, 'milliseconds', '1 s'],
  [512, 'bytes', '512 B'],
  [1023.9, 'bytes', '1 KiB'],
  [128 * 1024 ** 2, 'bytes', '128 MiB'],
  [0.0123, 'share', '1.23%'],
  [1, 'share', '100%'],
  [15_943.2, 'perSecond', '15,943/s'],
  [0.5, 'cores', '0.5'],
  [1000, 'count', '1,000'],
])('%d as %s is %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});

test.each([
  [0, '0:00'],
  [7, '0:07'],
  [0.5, '0:00.5'],
  [59.96, '1:00'],
  [750, '12:30'],
  [3723, '1:02:03'],
])('%d seconds into a run are %s', (seconds, text) => {
  expect(formatElapsed(seconds)).toBe(text);
});
