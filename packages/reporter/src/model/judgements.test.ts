import { expect, test } from '@jest/globals';
import { sampleResult } from '../../test/sample-result.ts';
import { killedRun } from '../../test/sample-runs.ts';
import { actualCell, invariantsTable, judgementsOf, thresholdsTable } from './judgements.ts';

test.each([
  ['latency{op:command}', 'p(99) < 100ms', 1.98, '1.98 ms'],
  ['service_time', 'avg < 1s', 1200, '1.20 s'],
  ['errors', 'rate < 1%', 0.0123, '1.23%'],
  ['errors', 'count < 10', 7, '7'],
  ['dropped', 'rate == 0', 0, '0%'],
  ['operations', 'rate > 100', 171.4, '171/s'],
  ['operations', 'count > 1000', 20_623, '20,623'],
  ['of a later version', 'x < 1', 3.14159, '3.14'],
])('%s: %s with %d is shown as %s', (metric, limit, actual, text) => {
  expect(actualCell({ metric, limit, actual, verdict: 'good', reason: '' })).toEqual({
    text,
    value: actual,
  });
});

test('each threshold stands with its limit, what was measured and why', () => {
  const [row] = thresholdsTable(killedRun()).groups[0]!.rows;
  expect(row?.map(({ text }) => text)).toEqual([
    'latency{op:command}',
    'p(99) < 100ms',
    'n/a',
    'not judged',
    'too few samples: p(99) needs 100, there are 12',
  ]);
});

test('a column of reasons is left out when nothing needs one', () => {
  const invariants = [{ name: 'nothing-lost', verdict: 'good' as const, reason: '' }];
  const labels = invariantsTable(sampleResult({ invariants })).columns.map(({ label }) => label);
  expect(labels).toEqual(['Invariant', 'Verdict', 'What must hold']);
});

test('an invariant that is not known here is shown all the same', () => {
  const invariants = [{ name: 'toString', verdict: 'good' as const, reason: '' }];
  const [row] = invariantsTable(sampleResult({ invariants })).groups[0]!.rows;
  expect(row?.map(({ text }) => text)).toEqual(['toString', 'held']);
});

test('judgements are all thresholds, then all invariants, in words', () => {
  const judgements = judgementsOf(killedRun());
  expect(judgements).toHaveLength(8);
  expect(judgements.slice(0, 3)).toEqual([
    {
      kind: 'threshold',
      name: 'latency{op:command}: p(99) < 100ms',
      verdict: 'unknown',
      message: 'too few samples: p(99) needs 100, there are 12',
    },
    { kind: 'threshold', name: 'errors: rate < 1%', verdict: 'bad', message: 'rate is 14.29 %' },
    {
      kind: 'invariant',
      name: 'nothing-lost',
      verdict: 'good',
      message: 'none lost of 1050 acknowledged',
    },
  ]);
});
