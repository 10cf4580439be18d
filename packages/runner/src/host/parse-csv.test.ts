import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCsv } from './parse-csv.ts';

test('what is written as CSV is read back as it was', () => {
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const table = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1 });
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (lines, end, hasLast) => {
      const text = lines.map((cells) => cells.map(quote).join(',')).join(end);
      expect(parseCsv(`${text}${hasLast ? end : ''}`)).toEqual(lines);
    }),
  );
});

test.each([
  [
    'user,token\nann,1\n\nbob,\n',
    [
      ['user', 'token'],
      ['ann', '1'],
      ['bob', ''],
    ],
  ],
  [
    '\uFEFFa,b\r\n1,"x, ""y""\nz"\r\n',
    [
      ['a', 'b'],
      ['1', 'x, "y"\nz'],
    ],
  ],
  ['', []],
])('%j', (text, lines) => {
  expect(parseCsv(text)).toEqual(lines);
});

test.each(['a\n"open', 'a\n"x"y'])('%j is not CSV', (text) => {
  expect(parseCsv(text)).toContain('line 2');
});
