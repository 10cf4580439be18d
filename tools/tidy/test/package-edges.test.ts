import { expect, test } from '@jest/globals';
import { packageEdges, shellOnlyInMain } from '../src/package-edges.ts';
import { check, manifest } from './made-up.ts';

const MANIFESTS = {
  'packages/contract/package.json': manifest('@lighthouse/contract'),
  'packages/event-store/package.json': manifest('@lighthouse/event-store'),
  'packages/bridge/package.json': manifest('lh-bridge'),
  'packages/reporter/package.json': manifest('lh-report'),
  'packages/runner/package.json': manifest('lh-run'),
  'apps/report-viewer/package.json': manifest('report-viewer'),
  'tools/testkit/package.json': manifest('@lighthouse/testkit'),
};

test('an import upwards is caught', () => {
  expect(
    check(packageEdges, {
      ...MANIFESTS,
      'packages/contract/src/a.ts': `import { b } from './b.ts';\nimport { x } from '@lighthouse/event-store';`,
    }),
  ).toEqual([
    'packages/contract/src/a.ts:2 imports @lighthouse/event-store, which is not below it',
  ]);
});

test.each([
  `export { x } from 'lh-run';`,
  `const x = await import('lh-run');`,
  `import type { X } from 'lh-run';`,
  `type X = import('lh-run').X;`,
  `import 'lh-run/main';`,
])('a tool that knows another tool is caught: %s', (text) => {
  expect(check(packageEdges, { ...MANIFESTS, 'packages/bridge/src/a.ts': text })).toEqual([
    'packages/bridge/src/a.ts:1 imports lh-run, which is not below it',
  ]);
});

test('a dependency upwards is caught, used or not', () => {
  expect(
    check(packageEdges, {
      ...MANIFESTS,
      'packages/contract/package.json': manifest('@lighthouse/contract', [], ['lh-run']),
    }),
  ).toEqual(['packages/contract/package.json:1 depends on lh-run, which is not below it']);
});

test('a path into another package is caught', () => {
  expect(
    check(packageEdges, {
      ...MANIFESTS,
      'packages/bridge/src/a.ts': `import { x } from '../../event-store/src/x.ts';`,
    }),
  ).toEqual(['packages/bridge/src/a.ts:1 reaches out of its package: ../../event-store/src/x.ts']);
});

test('a package that has no place is caught', () => {
  expect(check(packageEdges, { 'packages/new/package.json': manifest('new') })).toHaveLength(1);
});

test('what a package carries it may know by its types, not by its code', () => {
  const file = 'packages/reporter/src/a.ts';
  expect(
    check(packageEdges, { ...MANIFESTS, [file]: `import type { Page } from 'report-viewer';` }),
  ).toEqual([]);
  expect(
    check(packageEdges, { ...MANIFESTS, [file]: `import { page } from 'report-viewer';` }),
  ).toHaveLength(1);
});

test('edges downwards pass, and the testkit in tests', () => {
  expect(
    check(packageEdges, {
      ...MANIFESTS,
      'packages/bridge/src/a.ts': `import { x } from '@lighthouse/event-store';\nimport fs from 'node:fs';`,
      'packages/bridge/test/a.test.ts': `import { x } from '@lighthouse/testkit';\nimport { a } from '../src/a.ts';`,
    }),
  ).toEqual([]);
});

test('the testkit in source is caught', () => {
  expect(
    check(packageEdges, {
      ...MANIFESTS,
      'packages/bridge/src/a.ts': `import { x } from '@lighthouse/testkit';`,
    }),
  ).toHaveLength(1);
});

test('the shell anywhere but in main.ts is caught; its formatting is not', () => {
  expect(
    check(shellOnlyInMain, {
      'packages/bridge/src/main.ts': `import { runTool } from '@lighthouse/cli-kit';`,
      'packages/bridge/src/a.ts': `import type { Io } from '@lighthouse/cli-kit';`,
      'packages/bridge/src/b.ts': `import { formatBytes } from '@lighthouse/cli-kit/format';`,
      'packages/bridge/src/commands/main.ts': `import { runTool } from '@lighthouse/cli-kit';`,
    }),
  ).toEqual([
    'packages/bridge/src/a.ts:1 imports @lighthouse/cli-kit: only main.ts and host/commands.ts do; give this file what it needs',
    'packages/bridge/src/commands/main.ts:1 imports @lighthouse/cli-kit: only main.ts and host/commands.ts do; give this file what it needs',
  ]);
});
