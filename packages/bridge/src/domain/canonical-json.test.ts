import { expect, test } from '@jest/globals';
import { canonicalJson } from './canonical-json.ts';

test('the same is written in the same way, in whatever order it was made', () => {
  const one = { b: [1, { d: new Set(['x', 'y']), c: undefined }], a: new Map([['k', { z: 1 }]]) };
  const other = { a: new Map([['k', { z: 1 }]]), b: [1, { d: new Set(['x', 'y']) }] };
  expect(canonicalJson(one)).toBe('{"a":[["k",{"z":1}]],"b":[1,{"d":["x","y"]}]}');
  expect(canonicalJson(other)).toBe(canonicalJson(one));
});

test('what differs in order or content is written otherwise', () => {
  const texts = [['x', 'y'], ['y', 'x'], ['xy'], [['x', 'y']], { x: 'y' }].map(canonicalJson);
  expect(new Set(texts).size).toBe(texts.length);
});
