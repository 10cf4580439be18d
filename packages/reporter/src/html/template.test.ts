import { expect, test } from '@jest/globals';
import { markup } from './html.ts';
import { fillTemplate } from './template.ts';

const TEMPLATE = '<title><!--lh:title--></title><!--lh:body--><i><!--lh:data--></i>';
const parts = { title: markup`T`, body: markup`B`, data: markup`D` };

test('each part goes to its place', () => {
  expect(fillTemplate(TEMPLATE, parts)).toBe('<title>T</title>B<i>D</i>');
});

test('a part that holds a placeholder or a pattern of replacement stays as it is', () => {
  const body = markup`<!--lh:data-->$&$1`;
  expect(fillTemplate(TEMPLATE, { ...parts, body })).toBe(
    '<title>T</title><!--lh:data-->$&$1<i>D</i>',
  );
});

test('a template without all its places is a bug', () => {
  for (const template of ['<!--lh:title--><!--lh:body-->', `${TEMPLATE}<!--lh:body-->`])
    expect(() => fillTemplate(template, parts)).toThrow(
      expect.objectContaining({ code: 'LH_BUG' }),
    );
});
