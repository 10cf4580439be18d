import { fileURLToPath } from 'node:url';

/** Shared by every project: run with --rootDir <project> (tools/build/jest.mjs does). */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@lighthouse/source', 'node', 'node-addons'] },
  testMatch: [
    process.env.LH_TEST_LONG
      ? '<rootDir>/{src,test}/**/*.test-long.ts'
      : '<rootDir>/{src,test}/**/*.test.ts',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.test/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  transform: { '\\.ts$': fileURLToPath(new URL('tools/build/jest-esbuild.mjs', import.meta.url)) },
  testSequencer: fileURLToPath(new URL('tools/build/slow-first.mjs', import.meta.url)),
  passWithNoTests: false,
  testTimeout: 30_000,
};
