import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../domain/refusal.ts';
import { DEPTH_MAX, parseStrictJson, VALUES_MAX } from './strict-json.ts';

function refusalOf(body: string | Buffer): string | undefined {
  try {
    parseStrictJson(Buffer.from(body as string));
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return `${error.code}: ${error.message}`;
    throw error;
  }
}

test('what JSON.stringify writes is read back', () => {
  const limited = fc.jsonValue({ maxDepth: 6, noUnicodeString: false });
  const wellFormed = fc
    .tuple(limited)
    .filter(([value]) => !/\\ud[89a-f]|:-0|"__proto__"/i.test(JSON.stringify(value)));
  fc.assert(
    fc.property(wellFormed, ([value]) => {
      const text = JSON.stringify(value);
      expect(parseStrictJson(Buffer.from(text))).toEqual(JSON.parse(text));
    }),
  );
});

test('it takes nothing that JSON.parse refuses, and throws nothing but refusals', () => {
  const near = fc.stringMatching(/^[[\]{}",:\\ua0-9eE.+\- tf]{0,40}$/);
  fc.assert(
    fc.property(fc.oneof(near, fc.string()), (text) => {
      if (refusalOf(text) !== undefined) return;
      expect(() => JSON.parse(text)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['{"a":1,}', 'BAD_REQUEST: the body is not JSON at character 7'],
  ['', 'BAD_REQUEST: the body is not JSON at character 0'],
  ['\uFEFF{}', 'BAD_REQUEST: the body is not JSON'],
  ['{"a":"\u0000"}', 'BAD_REQUEST: the body is not JSON'],
  ['{"a":NaN}', 'BAD_REQUEST: the body is not JSON'],
  ['{"a":1e400}', "BAD_REQUEST: a number that can't be held exactly at character 5"],
  ['{"a":-0}', "BAD_REQUEST: a number that can't be held exactly"],
  ['{"a":1,"a":2}', 'BAD_REQUEST: a key stands twice at character 7'],
  ['{"a":1,"\\u0061":2}', 'BAD_REQUEST: a key stands twice'],
  ['{"a\\"":1,"a\\"" :2}', 'BAD_REQUEST: a key stands twice'],
  ['{"__proto__":{"polluted":1}}', 'BAD_REQUEST: the key __proto__ is refused'],
  ['{"\\u005f_proto__":1}', 'BAD_REQUEST: the key __proto__ is refused'],
  ['{"a":"\\ud800"}', 'BAD_REQUEST: a text holds half a surrogate pair'],
  ['{"\\udc00":1}', 'BAD_REQUEST: a text holds half a surrogate pair'],
  ['['.repeat(100_000), 'TOO_DEEP: nested more than 16 deep at character 16'],
  ['{"a":'.repeat(17) + '1' + '}'.repeat(17), 'TOO_DEEP'],
  [`[${'1,'.repeat(VALUES_MAX)}1]`, 'BAD_REQUEST: more than 10000 values'],
])('%.40j is refused: %s', (text, expected) => {
  expect(refusalOf(text)).toContain(expected);
});

test('bytes that are not UTF-8 are refused', () => {
  expect(refusalOf(Buffer.from([0x22, 0xff, 0x22]))).toBe('BAD_REQUEST: the body is not UTF-8');
});

test('a key twice is two keys in two objects, and a value is no key', () => {
  expect(refusalOf('[{"a":"a"},{"a":"a"}]')).toBeUndefined();
  expect(refusalOf('["a","a"]')).toBeUndefined();
});

test('the deepest that is allowed is read', () => {
  expect(refusalOf('['.repeat(DEPTH_MAX) + ']'.repeat(DEPTH_MAX))).toBeUndefined();
});

test('brackets and quotes in texts are not structure', () => {
  const text = JSON.stringify({ content: `${'[{"'.repeat(1000)}\\` });
  expect(refusalOf(text)).toBeUndefined();
});
