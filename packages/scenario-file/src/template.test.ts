import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTemplate, placeholdersOf } from './template.ts';

test('text and placeholders come apart, in order', () => {
  expect(parseTemplate('/a/{{ cart }}/{{random.int(1, 6)}}?x={{path|raw}}')).toEqual([
    '/a/',
    { name: 'cart', args: [], isRaw: false },
    '/',
    { name: 'random.int', args: ['1', '6'], isRaw: false },
    '?x=',
    { name: 'path', args: [], isRaw: true },
  ]);
});

test('text without placeholders is one part, whatever else it holds', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/\{\{[^{}]*\}\}/.test(text));
      expect(parseTemplate(text)).toEqual(text === '' ? [] : [text]);
    }),
  );
});

test('what is put together of parts comes apart into them again', () => {
  const literal = fc.string({ minLength: 1 }).filter((text) => !/[{}]/.test(text));
  const name = fc.constantFrom('cart', '_x9', 'seq', 'data.first-name', 'env.TOKEN', 'agent.name');
  fc.assert(
    fc.property(fc.array(fc.tuple(literal, name)), (pairs) => {
      const parts = parseTemplate(pairs.map(([text, each]) => `${text}{{${each}}}`).join(''));
      const expected = pairs.flatMap(([text, each]) => [
        text,
        { name: each, args: [], isRaw: false },
      ]);
      expect(parts).toEqual(expected);
    }),
  );
});

describe('what stands for nothing is refused', () => {
  test.each([
    '{{}}',
    '{{agent.nobody}}',
    '{{random.int(6,1)}}',
    '{{random.int(1)}}',
    '{{random.hex}}',
    '{{random.hex(99999)}}',
    '{{seq(1)}}',
    '{{cart.id}}',
    '{{a b}}',
    '{{name|upper}}',
  ])('%s', (text) => {
    expect(parseTemplate(text)).toContain(`${text} stands for nothing`);
    expect(placeholdersOf(text)).toEqual([]);
  });
});
