import { expect, test } from '@jest/globals';
import { commentWidths, fileSizes, functionSizes } from '../src/sizes.ts';
import { check } from './made-up.ts';

const lines = (count: number) => 'x();\n'.repeat(count);

test.each([
  ['packages/a/src/a.ts', 400],
  ['packages/a/src/main.ts', 80],
  ['packages/a/src/index.ts', 30],
  ['packages/a/src/a.test.ts', 600],
  ['packages/a/test/made-up.ts', 600],
  ['tools/build/a.mjs', 400],
])('%s may have %p lines and not one more', (path, limit) => {
  expect(check(fileSizes, { [path]: lines(limit) })).toEqual([]);
  expect(check(fileSizes, { [path]: lines(limit + 1) })).toEqual([
    `${path}:${limit + 1} has ${limit + 1} lines; ${limit} is the limit`,
  ]);
});

test('a long text that is not code is fine', () => {
  expect(check(fileSizes, { 'docs/a.md': lines(1000) })).toEqual([]);
});

test.each([
  ['function f() {', '}'],
  ['const f = () => {', '};'],
  ['const f = function () {', '};'],
  ['class A { f() {', '} }'],
  ['class A { constructor() {', '} }'],
  ['class A { get f() {', '} }'],
])('%s may have 70 lines and not one more', (head, foot) => {
  const path = 'packages/a/src/a.ts';
  expect(check(functionSizes, { [path]: `${head}\n${lines(68)}${foot}` })).toEqual([]);
  expect(check(functionSizes, { [path]: `// first\n${head}\n${lines(69)}${foot}` })).toEqual([
    `${path}:2 a function of 71 lines; 70 is the limit`,
  ]);
});

test('a comment above a function does not count, one inside does', () => {
  const path = 'packages/a/src/a.ts';
  const comment = '// why\n'.repeat(50);
  expect(check(functionSizes, { [path]: `${comment}function f() {\n${lines(68)}}` })).toEqual([]);
  expect(check(functionSizes, { [path]: `function f() {\n${comment}${lines(68)}}` })).toHaveLength(
    1,
  );
});

test('a group of tests is no function; a test is', () => {
  const path = 'packages/a/src/a.test.ts';
  expect(check(functionSizes, { [path]: `describe('a', () => {\n${lines(200)}});` })).toEqual([]);
  expect(
    check(functionSizes, { [path]: `describe.each([1])('a', () => {\n${lines(200)}});` }),
  ).toEqual([]);
  expect(check(functionSizes, { [path]: `test('a', () => {\n${lines(200)}});` })).toHaveLength(1);
});

test.each(['// ', ' * ', '/** ', '    // '])(
  'a comment that starts with %p ends at column 100',
  (start) => {
    const path = 'packages/a/src/a.ts';
    expect(check(commentWidths, { [path]: start.padEnd(100, 'x') })).toEqual([]);
    expect(check(commentWidths, { [path]: `\n${start.padEnd(101, 'x')}` })).toEqual([
      `${path}:2 a comment of 101 columns`,
    ]);
  },
);

test('an address and a long text in code have no place to break', () => {
  const path = 'packages/a/src/a.ts';
  expect(check(commentWidths, { [path]: `// https://example.org/${'x'.repeat(100)}` })).toEqual([]);
  expect(check(commentWidths, { [path]: `test('${'x'.repeat(100)}', f);` })).toEqual([]);
});
