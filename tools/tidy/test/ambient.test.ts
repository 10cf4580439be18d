import { expect, test } from '@jest/globals';
import { ambientFree, nobodyExits } from '../src/ambient.ts';
import { check } from './made-up.ts';

const LIBRARY = 'packages/event-store/src/a.ts';

test.each([
  ['const a = process.env;', 'uses process'],
  ['console.log(1);', 'uses console'],
  ['const a = Date.now();', 'uses Date.now'],
  ['const a = new Date();', 'uses the time of day'],
  ['const a = Date();', 'uses the time of day'],
  ['const a = performance.now();', 'uses performance'],
  ['const a = globalThis.process;', 'uses globalThis.process'],
  ['const a = Math.random();', 'uses Math.random'],
  ['const now = Date.now;', 'uses Date.now'],
  ['setTimeout(() => {}, 1);', 'uses setTimeout'],
  ['const a = { clock: performance };', 'uses performance'],
  ['const a = { process };', 'uses process'],
])('%s in a library is caught', (text, message) => {
  expect(check(ambientFree, { [LIBRARY]: `\n${text}` })).toEqual([`${LIBRARY}:2 ${message}`]);
});

test.each([
  `import process from 'node:process';`,
  `import { setTimeout as sleep } from 'node:timers/promises';`,
  `import { performance as clock } from 'node:perf_hooks';`,
])('%s in a library is caught', (text) => {
  expect(check(ambientFree, { [LIBRARY]: text })).toHaveLength(1);
});

test.each([
  'const a = new Date(timestampMs);',
  'const a = Date.parse(text);',
  'const a = Math.floor(x);',
  'const a = child.process;',
  'const a = { process: 1, console: 2 };',
  'interface A { performance: number }',
  'function f(process: Process) { return process.pid; }',
  'const { console: out } = given;',
  'type Timer = ReturnType<typeof setTimeout>;',
  `import type { Performance } from 'node:perf_hooks';`,
  `const a = 'process.env';`,
])('%s is fine', (text) => {
  expect(check(ambientFree, { [LIBRARY]: text })).toEqual([]);
});

test.each([
  'packages/runner/src/main.ts',
  'packages/runner/src/worker.ts',
  'packages/runner/src/host/clock.ts',
  'packages/cli-kit/src/run-tool.ts',
  'packages/runner/src/a.test.ts',
  'packages/runner/test/made-up.ts',
  'tools/bench/src/bench.ts',
])('%s may', (path) => {
  expect(check(ambientFree, { [path]: 'console.log(process.env);' })).toEqual([]);
});

test.each(['packages/runner/src/audit/main.ts', 'packages/runner/src/ghost/a.ts'])(
  '%s may not',
  (path) => {
    expect(check(ambientFree, { [path]: 'console.log(1);' })).toHaveLength(1);
  },
);

test('process.exit is caught everywhere but in the shell', () => {
  expect(
    check(nobodyExits, {
      'packages/runner/src/main.ts': 'process.exitCode = 1;\nprocess.exit(1);',
      'packages/cli-kit/src/run-tool.ts': 'process.exit(130);',
      'packages/runner/test/a.test.ts': "const child = 'process.exit(1)';",
    }),
  ).toEqual(['packages/runner/src/main.ts:2 calls process.exit: return an exit code instead']);
});
