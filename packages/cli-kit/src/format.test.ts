import { expect, test } from '@jest/globals';
import { formatBytes, formatCount, formatDuration, formatTable, visibleWidth } from './format.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1234567, '1,234,567'],
  [-1234, '-1,234'],
  [1234.5678, '1,234.5678'],
])('the count %p reads %p', (count, text) => expect(formatCount(count)).toBe(text));

test.each([
  [0, '0 ms'],
  [0.25, '250 µs'],
  [0.0042, '4.20 µs'],
  [1, '1 ms'],
  [12.34, '12.3 ms'],
  [0.99951, '1.00 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [4560, '4.56 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 00 s'],
  [123_000, '2 min 03 s'],
  [3_599_600, '1 h 00 min'],
  [3_720_000, '1 h 02 min'],
  [-250, '-250 ms'],
  [NaN, 'n/a'],
])('%p ms reads %p', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1024, '1 KiB'],
  [1536, '1.50 KiB'],
  [12.34 * 1024 * 1024, '12.3 MiB'],
  [1024 ** 2 - 1, '1.00 MiB'],
  [5 * 1024 ** 5 * 1024, '5,120 PiB'],
  [Infinity, 'n/a'],
])('%p bytes read %p', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test('a table lines up its columns, numbers to the right, no space at the end of a line', () => {
  const rows = [
    ['name', 'count'],
    ['a', '1'],
    ['longer', '12,345'],
  ];
  expect(formatTable(rows, { alignRight: [1], indent: 0 })).toBe(
    ['name     count', 'a            1', 'longer  12,345'].join('\n'),
  );
  expect(formatTable([['a', '']], { indent: 2 })).toBe('  a');
});

test('colour takes no room', () => {
  const red = '\u001b[31mab\u001b[39m';
  expect(visibleWidth(red)).toBe(2);
  expect(
    formatTable(
      [
        [red, 'x'],
        ['abcd', 'y'],
      ],
      { indent: 0 },
    ),
  ).toBe(`${red}    x\nabcd  y`);
});

test('rows may be of different length, and there may be none', () => {
  expect(formatTable([['a'], ['bb', 'c']], { indent: 0 })).toBe('a\nbb  c');
  expect(formatTable([])).toBe('');
});
