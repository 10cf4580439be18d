import { expect, test } from '@jest/globals';
import {
  comparisonAnswerSchema,
  reportSummarySchema,
  trendsAnswerSchema,
} from '@lighthouse/contract/report-answer';
import { sampleResult } from '../../test/sample-result.ts';
import { emptyRun, killedRun } from '../../test/sample-runs.ts';
import { comparisonJson } from '../compare/comparison-json.ts';
import { compareSides } from '../compare/compare.ts';
import { trendsOf } from '../trend/trend.ts';
import { summarise } from './summary.ts';

const RUNS = [sampleResult(), killedRun(), emptyRun()];

test.each(RUNS.map((run, index) => [index, run] as const))(
  'the summary of run %d is as its published schema says, and says nothing else',
  (_index, run) => {
    const summary = summarise(run, [{ format: 'html', path: 'r.html' }]);
    expect(reportSummarySchema.parse(summary)).toEqual(summary);
    expect(Object.keys(summary)).toEqual(Object.keys(reportSummarySchema.shape));
  },
);

test('a comparison is as its published schema says, with a verdict and without', () => {
  const [one, ...others] = RUNS.map((run) => ({ label: run.run.id, runs: [run] }));
  const comparisons = compareSides(one!, others);
  const verdict = { value: 'bad' as const, reasons: ['slower'] };
  for (const answer of [
    comparisonJson(comparisons, undefined),
    comparisonJson(comparisons, verdict),
  ])
    expect(comparisonAnswerSchema.parse(answer)).toEqual(answer);
});

test('trends are as their published schema says', () => {
  const answer = { schema: 'lighthouse/trends/1', trends: trendsOf(RUNS, 10) };
  expect(trendsAnswerSchema.parse(answer)).toEqual(answer);
});

test('what is not as a schema says is refused', () => {
  const summary = summarise(RUNS[0]!, []);
  expect(reportSummarySchema.safeParse({ ...summary, okPerSecond: 'many' }).success).toBe(false);
  const comparison = { ...comparisonJson([], undefined), comparisons: [{}] };
  expect(comparisonAnswerSchema.safeParse(comparison).success).toBe(false);
  expect(trendsAnswerSchema.safeParse({ schema: 'lighthouse/trends/1' }).success).toBe(false);
});
