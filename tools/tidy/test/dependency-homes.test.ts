import { expect, test } from '@jest/globals';
import { declaredDependencies, dependencyHomes } from '../src/dependency-homes.ts';
import { check, manifest } from './made-up.ts';

const MANIFESTS = {
  'package.json': manifest('root', [], ['@jest/globals', 'fast-check']),
  'packages/contract/package.json': manifest('@lighthouse/contract', ['zod'], ['ajv']),
  'packages/bridge/package.json': manifest('lh-bridge', [], ['fastify', 'undici']),
};

test('an import that is not declared is caught, with or without a path behind it', () => {
  expect(
    check(declaredDependencies, {
      ...MANIFESTS,
      'packages/bridge/src/a.ts': `import fastify from 'fastify';\nimport { x } from '@scope/x/deep';\nimport y from 'y/z';`,
    }),
  ).toEqual([
    'packages/bridge/src/a.ts:2 imports @scope/x, which package.json does not declare',
    'packages/bridge/src/a.ts:3 imports y, which package.json does not declare',
  ]);
});

test('a library must declare what its source needs as a dependency; its tests may use more', () => {
  expect(
    check(declaredDependencies, {
      ...MANIFESTS,
      'packages/contract/src/a.ts': `import * as z from 'zod';\nimport Ajv from 'ajv';`,
      'packages/contract/src/a.test.ts': `import Ajv from 'ajv';\nimport { test } from '@jest/globals';\nimport fc from 'fast-check';`,
    }),
  ).toEqual(['packages/contract/src/a.ts:2 imports ajv, which package.json does not declare']);
});

test('a library that is bundled brings along what it needs', () => {
  const bundled = {
    name: '@lighthouse/contract',
    devDependencies: { ajv: '*' },
    lighthouse: { entries: { 'src/index.ts': 'index.mjs' } },
  };
  expect(
    check(declaredDependencies, {
      ...MANIFESTS,
      'packages/contract/package.json': JSON.stringify(bundled),
      'packages/contract/src/a.ts': `import Ajv from 'ajv';`,
    }),
  ).toEqual([]);
});

test('what the root gives to tests is not for source', () => {
  expect(
    check(declaredDependencies, {
      ...MANIFESTS,
      'packages/bridge/src/a.ts': `import fc from 'fast-check';`,
    }),
  ).toHaveLength(1);
});

test('a builtin without its prefix is caught', () => {
  expect(
    check(declaredDependencies, {
      ...MANIFESTS,
      'packages/bridge/src/a.ts': `import fs from 'fs';\nimport path from 'node:path';`,
    }),
  ).toEqual([
    'packages/bridge/src/a.ts:1 imports node:fs, written without its prefix, which package.json does not declare',
  ]);
});

test('a dependency used in two homes is caught, in source but not in tests', () => {
  expect(
    check(dependencyHomes, {
      ...MANIFESTS,
      'packages/bridge/src/a.ts': `import { request } from 'undici';`,
      'packages/bridge/test/a.test.ts': `import { request } from 'undici';`,
    }),
  ).toEqual(['packages/bridge/src/a.ts:1 undici lives in packages/runner']);
});

test('a dependency without a home is caught', () => {
  expect(
    check(dependencyHomes, { ...MANIFESTS, 'packages/bridge/src/a.ts': `import x from 'lodash';` }),
  ).toEqual([
    'packages/bridge/src/a.ts:1 lodash has no home: write an ADR, then name it in dependency-homes.ts',
  ]);
});
