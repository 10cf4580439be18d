import { expect, test } from '@jest/globals';
import { visibleText } from './visible-text.ts';

test('ordinary text of any script stays as it is', () => {
  for (const text of ['builder-001', 'grüße', 'שלום', 'مرحبا', '日本語', 'e\u0301', '👩‍🚒'])
    expect(visibleText(text)).toBe(text);
});

test('line breaks and tabs become one space', () => {
  expect(visibleText('one\r\n\ttwo')).toBe('one two');
});

test('what cannot be seen, and what turns the direction of reading, is spelt out', () => {
  expect(visibleText('a\u0000b')).toBe('a\\u{0}b');
  expect(visibleText('\u001b[31mred')).toBe('\\u{1b}[31mred');
  expect(visibleText('a\u202eb\u2069')).toBe('a\\u{202e}b\\u{2069}');
  expect(visibleText('zero\u200bwidth\ufeff')).toBe('zero\\u{200b}width\\u{feff}');
  expect(visibleText('half \ud800')).toBe('half \\u{d800}');
  expect(visibleText('tag \u{e0041}')).toBe('tag \\u{e0041}');
});

test('text without end gets one', () => {
  expect(visibleText('x'.repeat(1_000_000))).toHaveLength(2001);
});

test('shortening never leaves half of a character', () => {
  expect(visibleText(`${'x'.repeat(1999)}👩`)).toBe(`${'x'.repeat(1999)}\\u{d83d}…`);
});
