import { describe, expect, test } from '@jest/globals';
import { JUNIT_SCHEMAS, violationsOf } from '../../test/junit-schemas.ts';
import { KINDS_OF_RUNS } from '../../test/kinds-of-runs.ts';
import { sampleResult } from '../../test/sample-result.ts';
import { emptyRun, tamperedRun, unjudgedRun } from '../../test/sample-runs.ts';
import { readXml } from '../../test/xml-reader.ts';
import type { ReadElement } from '../../test/xml-reader.ts';
import { renderJunit } from './junit.ts';

const RUNS = {
  ...KINDS_OF_RUNS,
  'asked for nothing': nothingAsked(),
};

function nothingAsked() {
  const { scenario } = sampleResult();
  return sampleResult({
    scenario: { ...scenario, thresholds: [], invariants: [] },
    thresholds: [],
    invariants: [],
  });
}

describe.each(JUNIT_SCHEMAS)('by the schema of %s', (_name, schema) => {
  test.each(Object.entries(RUNS))('the report of a run that is %s is valid', (_kind, result) => {
    expect(violationsOf(readXml(renderJunit(result)), schema)).toEqual([]);
  });

  test('the rules notice what is not valid', () => {
    const xml = renderJunit(sampleResult()).replace(' tests="2"', ' skips="2"');
    expect(violationsOf(readXml(xml), schema)).toEqual([
      'testsuite has no tests',
      'testsuite may not have skips',
    ]);
  });
});

const casesOf = (result: Parameters<typeof renderJunit>[0]): ReadElement[] =>
  readXml(renderJunit(result))
    .children.flatMap(({ children }) => children)
    .filter(({ name }) => name === 'testcase');

test('there is a case for each threshold, invariant and check of the audit', () => {
  expect(casesOf(sampleResult()).map(({ attributes }) => attributes['name'])).toEqual([
    'latency{op:command}: p(99) < 100ms',
    'errors: rate < 1%',
    'nothing-lost',
    'nothing-forged',
    'nothing-duplicated',
    'nothing-changed',
    'order-kept',
    'log-intact',
    'log intact',
    'nothing lost',
    'nothing forged',
    'nothing duplicated',
    'nothing changed',
    'nothing out of order',
  ]);
});

test('counts of failures and errors are those of the cases', () => {
  for (const result of Object.values(RUNS))
    for (const { attributes, children } of readXml(renderJunit(result)).children) {
      const cases = children.filter(({ name }) => name === 'testcase');
      const withChild = (kind: string) =>
        cases.filter((each) => each.children.some(({ name }) => name === kind)).length;
      expect(Number(attributes['tests'])).toBe(cases.length);
      expect(Number(attributes['failures'])).toBe(withChild('failure'));
      expect(Number(attributes['errors'])).toBe(withChild('error'));
    }
});

test('what was not judged is an error: unknown must not pass for green', () => {
  // Of a run that did not come to its judgement, all that its scenario asks for.
  for (const [result, count] of [[emptyRun(), 9] as const, [unjudgedRun(), 10] as const]) {
    const cases = casesOf(result);
    expect(cases).toHaveLength(count);
    for (const { children } of cases) expect(children.map(({ name }) => name)).toEqual(['error']);
  }
  const { audit } = sampleResult();
  if (audit.status !== 'done') throw new Error('the sample is audited');
  const unverified = sampleResult({ audit: { ...audit, log: { ...audit.log, value: 'unknown' } } });
  expect(
    casesOf(unverified)
      .slice(8)
      .flatMap(({ children }) => children),
  ).toHaveLength(6);
});

test('a failure says what was found, and where', () => {
  const lost = casesOf(tamperedRun()).find(
    ({ attributes }) => attributes['name'] === 'nothing lost',
  );
  expect(lost?.children[0]).toMatchObject({
    name: 'failure',
    attributes: { type: 'broken' },
    text: expect.stringMatching(/^3 acknowledged, but not in the log; builder-001 command: ack/),
  });
});
