import { expect, test } from '@jest/globals';
import { sampleResult } from '../../test/sample-result.ts';
import { emptyRun, killedRun } from '../../test/sample-runs.ts';
import { summarise } from './summary.ts';

test('the summary has the figures of the result, without histograms and series', () => {
  const result = sampleResult();
  const summary = summarise(result, [{ format: 'html', path: 'report.html' }]);
  expect(summary).toMatchObject({
    schema: 'lighthouse/report-summary/1',
    run: { id: result.run.id, scenario: 'small', seed: 42, interrupted: null },
    verdict: { value: 'good' },
    counts: result.counts,
    okPerSecond: 100,
    errorShare: 0,
    latency: { count: 1050, p50: 0.956, p99: 1.98 },
    audit: { status: 'done', log: 'intact', lost: 0, outOfOrder: 0 },
    written: [{ format: 'html', path: 'report.html' }],
  });
  expect(JSON.stringify(summary)).not.toContain('hdr');
});

test('what is not known is null, never left out', () => {
  const summary = summarise(killedRun(), []);
  expect(summary.latency.p99).toBeNull();
  expect(summary.run.interrupted).toBe('stopped by SIGTERM');
  expect(summarise(emptyRun(), [])).toMatchObject({
    errorShare: null,
    audit: { status: 'skipped', reason: 'the run was stopped before it began' },
  });
});
