import { expect, test } from '@jest/globals';
import type { Prediction } from '@lighthouse/contract/prediction';
import { sampleResult } from '../../test/sample-result.ts';
import { renderPage } from '../html/page.ts';
import { renderMarkdown } from '../markdown/document.ts';
import { predictionTable } from './prediction.ts';
import { describeResult, type Report } from './report.ts';
import { rowCountOf } from './table.ts';

const prediction: Prediction = {
  calibratedAt: '2026-03-14T15:09:26.000Z',
  figures: [
    { name: 'operationsPerSecond', predicted: 800, actual: 820 },
    { name: 'targetCpu', predicted: 0.5, actual: 0.44 },
    { name: 'logBytes', predicted: 1024, actual: null },
  ],
  highest: { agents: 2011, operationsPerSecond: 1930.6, limitedBy: 'bridge' },
};

test('what was predicted stands beside what happened, with the difference', () => {
  const { groups, note } = predictionTable(sampleResult({ prediction }));
  expect(groups[0]?.rows.map((row) => row.map(({ text }) => text))).toEqual([
    ['Operations', '800/s', '820/s', '+2%'],
    ['CPU of the target, mean', '0.5 cores', '0.44 cores', '−12%'],
    ['Log', '1 KiB', 'n/a', 'n/a'],
  ]);
  expect(note).toContain('At most 2,011 agents of this scenario were expected here');
  expect(note).toContain("limited by the bridge's one thread");
});

test('the page and the Markdown show it when there is one, and else leave it out', () => {
  const template = '<!--lh:title--><!--lh:body--><!--lh:data-->';
  const withOne = describeResult(sampleResult({ prediction }));
  const without = describeResult(sampleResult());
  const formats = [renderMarkdown, (report: Report) => renderPage(report, template)];
  for (const render of formats) {
    expect(render(withOne)).toContain('Predicted and happened');
    expect(render(without)).not.toContain('Predicted and happened');
  }
  expect(rowCountOf(predictionTable(sampleResult()))).toBe(0);
});
