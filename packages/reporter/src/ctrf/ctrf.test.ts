import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { sampleResult } from '../../test/sample-result.ts';
import { hostileRun, killedRun, tamperedRun, unjudgedRun } from '../../test/sample-runs.ts';
import { renderCtrf } from './ctrf.ts';

/** As published with the npm package ctrf 0.3.0 (MIT). */
const SCHEMA = new URL('../../test/ctrf-schema-0.0.json', import.meta.url);
// Formats are names of regular expressions that this schema uses for what we do not write.
const isValid = new Ajv({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);

test.each([
  ['good', sampleResult()],
  ['killed', killedRun()],
  ['tampered', tamperedRun()],
  ['not judged', unjudgedRun()],
  ['hostile', hostileRun()],
])('the report of a run that is %s is valid, and its counts add up', (_name, result) => {
  const report: unknown = JSON.parse(renderCtrf(result));
  isValid(report);
  expect(isValid.errors).toBeNull();
  const { summary, tests } = (
    report as { results: { summary: Record<string, number>; tests: unknown[] } }
  ).results;
  const { passed = 0, failed = 0, other = 0 } = summary;
  expect([summary['tests'], tests.length]).toEqual([
    passed + failed + other,
    passed + failed + other,
  ]);
});

test('what could not be judged is not a pass', () => {
  const { results } = JSON.parse(renderCtrf(unjudgedRun())) as {
    results: { summary: { other: number }; tests: { status: string; message?: string }[] };
  };
  expect(results.summary.other).toBeGreaterThan(0);
  const other = results.tests.filter(({ status }) => status === 'other');
  expect(other.every(({ message }) => (message ?? '') !== '')).toBe(true);
});
