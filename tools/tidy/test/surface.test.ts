import { expect, test } from '@jest/globals';
import { namedExports, tellingNames } from '../src/surface.ts';
import { check } from './made-up.ts';

test.each([
  [`export * from './b.ts';`, 'exports everything: list the names'],
  [`export * as b from './b.ts';`, 'exports everything: list the names'],
  [`export default 1;`, 'exports a default'],
  [`export default function f() {}`, 'exports a default'],
  [`const a = 1;\nexport { a as default };`, 'exports a default'],
])('%s is caught', (text, message) => {
  const found = check(namedExports, { 'packages/a/src/a.ts': text });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(message);
});

test.each([
  `export { a } from './a.ts';`,
  `export type { A } from './a.ts';`,
  `switch (a) { default: b(); }`,
  `import b from './b.ts';`,
])('%s is fine', (text) => {
  expect(check(namedExports, { 'packages/a/src/a.ts': text })).toEqual([]);
});

test('configuration that a tool wants as a default export is fine outside of TypeScript', () => {
  expect(check(namedExports, { 'jest.config.mjs': 'export default {};' })).toEqual([]);
});

test.each([
  'packages/a/src/utils.ts',
  'packages/a/src/timing-utils.ts',
  'packages/a/src/helpers/a.ts',
  'packages/a/src/helper.test.ts',
  'packages/a/src/session-manager.ts',
  'packages/common/src/a.ts',
  'packages/a/src/lib/a.ts',
  'tools/core/a.mjs',
])('%s is caught', (path) => {
  expect(check(tellingNames, { [path]: '' })).toEqual([
    `${path}:1 a name that could hold anything`,
  ]);
});

test.each(['packages/a/src/common-flags.ts', 'packages/a/src/calibrate.ts', 'docs/utils.md'])(
  '%s is fine',
  (path) => {
    expect(check(tellingNames, { [path]: '' })).toEqual([]);
  },
);
