import { expect, test } from '@jest/globals';
import { compareSides } from '../compare/compare.ts';
import { judgeRegression } from '../compare/regression.ts';
import { sampleResult } from '../../test/sample-result.ts';
import { hostileRun, tamperedRun } from '../../test/sample-runs.ts';
import { renderComparisonPage } from './comparison-page.ts';

const TEMPLATE = '<title><!--lh:title--></title><!--lh:body--><script><!--lh:data--></script>';

test('the page says the verdict, warns, and shows figures with their intervals', () => {
  const base = { label: 'before', runs: [sampleResult()] };
  const { host } = sampleResult();
  const other = {
    label: 'after',
    runs: [{ ...tamperedRun(), host: { ...host, fingerprint: 'other' } }],
  };
  const comparisons = compareSides(base, [other]);
  const page = renderComparisonPage(comparisons, judgeRegression(comparisons, 0.1), TEMPLATE);
  expect(page).toContain('the runs are of different machines');
  expect(page).toContain('class="verdict bad"');
  expect(page.match(/99 % interval/g)?.length).toBeGreaterThanOrEqual(2);
  expect(page).toMatch(/<bdi>[\d.]+ \S+ to [\d.]+ \S+<\/bdi>/);
  expect(page).toContain('<bdi>~</bdi>');
});

test('names from outside stay text, and each table has an id of its own', () => {
  const base = { label: '<script>alert(1)</script>', runs: [hostileRun()] };
  const others = ['a', 'b'].map((label) => ({ label, runs: [hostileRun()] }));
  const page = renderComparisonPage(compareSides(base, others), undefined, TEMPLATE);
  expect(page).not.toContain('<script>alert');
  expect(page.match(/ id="comparison-[12]"/g)).toEqual([
    ' id="comparison-1"',
    ' id="comparison-2"',
  ]);
});
