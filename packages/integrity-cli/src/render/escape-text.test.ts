import { expect, test } from '@jest/globals';
import { escapeText, toJsonLine } from './escape-text.ts';

test.each([
  ['a name of the log', 'task.opened:7'],
  ['other alphabets', 'Überprüfung 検査 🙂'],
])('%s stays as it is', (_what, text) => {
  expect(escapeText(text)).toBe(text);
});

test.each([
  ['a colour', '\u001b[31mred', '\\x1b[31mred'],
  ['a control in one byte', '\u009b2J', '\\x9b2J'],
  ['a line', 'a\r\nb', 'a\\x0d\\x0ab'],
  ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
  ['a turn of direction', 'a\u202etxt.exe', 'a\\u{202e}txt.exe'],
  ['what can not be seen', 'a\u200bb', 'a\\u{200b}b'],
  ['half a pair', 'a\ud800', 'a\\u{d800}'],
])('%s is shown, not done', (_what, text, shown) => {
  expect(escapeText(text)).toBe(shown);
});

test('a long text is cut', () => {
  expect(escapeText('x'.repeat(1000))).toHaveLength(401);
});

test('a line of JSON says the same, and does nothing to a terminal', () => {
  const value = { a: 'x\u009b2J\u202e\u2028', b: ['\ud800', '\u{e0041}'] };
  const line = toJsonLine(value);
  expect(JSON.parse(line)).toEqual(value);
  expect(/^[\x20-\x7e]+\n$/.test(line)).toBe(true);
});
