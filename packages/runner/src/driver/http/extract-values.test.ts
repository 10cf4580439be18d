import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pointerPath, valueExtractor } from './extract-values.ts';
import type { Value } from './values.ts';

type Where = Parameters<typeof valueExtractor>[0][string];

function extracted(where: Where, text: string, headers: Record<string, string | string[]> = {}) {
  const into = new Map<string, Value>();
  const missing = valueExtractor({ x: where })?.({ headers, text: () => text }, into);
  return missing === undefined ? into.get('x') : undefined;
}

test('a pointer finds what it was made for, whatever the names are', () => {
  const pointerTo = (path: readonly string[]) =>
    path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  fc.assert(
    fc.property(
      fc.array(fc.string().filter((name) => name !== '__proto__')),
      fc.integer(),
      (path, value) => {
        expect(pointerPath(pointerTo(path))).toEqual(path);
        const body = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
        expect(extracted({ json: pointerTo(path) }, JSON.stringify(body))).toBe(value);
      },
    ),
  );
});

test('any body at all is looked into without a failure', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => extracted({ json: '/a/0/b' }, text)).not.toThrow();
    }),
  );
});

describe('from an answer', () => {
  const cases: readonly (readonly [string, Where, Value | undefined])[] = [
    ['{"a":[1,{"b":"x"}]}', { json: '/a/1/b' }, 'x'],
    ['{"a":[1]}', { json: '/a' }, [1]],
    ['{"a":null}', { json: '/a' }, undefined],
    ['{"a":[1]}', { json: '/a/length' }, undefined],
    ['{}', { json: '/constructor' }, undefined],
    ['not JSON', { json: '/a' }, undefined],
    ['<input name="csrf" value="k9">', { regex: 'name="csrf" value="([^"]+)"' }, 'k9'],
    ['order 42.', { regex: '\\d+' }, '42'],
    ['none', { regex: '\\d+' }, undefined],
    [`{"a":"${'y'.repeat(4097)}"}`, { json: '/a' }, undefined],
    ['', { header: 'Location' }, '/carts/9'],
    ['', { header: 'location', regex: '(\\d+)$' }, '9'],
    ['', { header: 'set-cookie', regex: 'sid=([^;]+)' }, 'abc'],
    ['', { header: 'x-none' }, undefined],
  ];
  test.each(cases)('%s at %j', (text, where, value) => {
    const headers = { location: '/carts/9', 'set-cookie': ['a=1', 'sid=abc; Path=/'] };
    expect(extracted(where, text, headers)).toEqual(value);
  });
});
