import { expect, test } from '@jest/globals';
import { escapeMarkdown, markdownCell } from './escape.ts';

test('text cannot become markup, a mention, a reference, a formula or a column', () => {
  expect(escapeMarkdown('<b>*a*_b_|`c`@team #1 $x$ ![i](u)')).toBe(
    '\\<b\\>\\*a\\*\\_b\\_\\|\\`c\\`\\@team \\#1 \\$x\\$ !\\[i\\](u)',
  );
});

test('names are code as long as nothing in them ends the code', () => {
  expect(markdownCell({ text: 'nothing-lost', isCode: true })).toBe('`nothing-lost`');
  expect(markdownCell({ text: 'a`b|c', isCode: true })).toBe('a\\`b\\|c');
});

test('a judgement has a sign, but nothing found needs none', () => {
  expect(markdownCell({ text: 'broken', tone: 'bad' })).toBe('❌ broken');
  expect(markdownCell({ text: '0', value: 0, tone: 'good' })).toBe('0');
  expect(markdownCell({ text: 'n/a (n=3)', isMissing: true })).toBe('n/a (n=3)');
});
