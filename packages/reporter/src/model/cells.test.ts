import { expect, test } from '@jest/globals';
import {
  bytesCell,
  coresCell,
  durationCell,
  formatFigure,
  formatShare,
  rateCell,
  shareCell,
} from './cells.ts';

test('a figure that too few samples support says how many there were', () => {
  expect(durationCell(null, 12)).toEqual({ text: 'n/a (n=12)', isMissing: true });
  expect(shareCell(null, 0).text).toBe('n/a (n=0)');
});

test('a figure that was never measured is not a zero', () => {
  for (const cell of [durationCell(null), bytesCell(null), coresCell(null), rateCell(null)])
    expect(cell).toEqual({ text: 'n/a', isMissing: true });
});

test('a rounded text keeps its exact figure', () => {
  expect(durationCell(1.23456)).toEqual({ text: '1.23 ms', value: 1.23456 });
  expect(coresCell(1.25)).toEqual({ text: '1.25 cores', value: 1.25 });
  expect(coresCell(1).text).toBe('1 core');
  expect(rateCell(5.714_285).text).toBe('5.71/s');
});

test.each([
  [0, '0%'],
  [0.000_123_4, '0.0123%'],
  [0.143, '14.3%'],
  [0.5, '50%'],
  [0.999_51, '>99.9%'],
  [0.999_999, '>99.9%'],
  [1, '100%'],
])('a share of %d is written %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test.each([
  [0, '0'],
  [12, '12'],
  [1_234_567, '1,234,567'],
  [0.123_45, '0.123'],
  [12.345, '12.3'],
  [99.94, '99.9'],
  [99.96, '100'],
  [1234.5, '1,235'],
])('the number %d is written %s', (value, text) => {
  expect(formatFigure(value)).toBe(text);
});
