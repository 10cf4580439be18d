import { expect, test } from '@jest/globals';
import { describeResult } from '../model/report.ts';
import { sampleResult, sliceOf, totalOf } from '../../test/sample-result.ts';
import { hostileRun } from '../../test/sample-runs.ts';
import { MARKDOWN_BYTES_MAX, renderMarkdown } from './document.ts';

test('sections that no longer fit are named', () => {
  const report = describeResult(sampleResult());
  const text = renderMarkdown(report, 1500);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1500);
  expect(text).toMatch(/^## ✅ Good: small\n/);
  expect(text).toMatch(/\nLeft out, as there is no room: .*operations.*\n$/);
});

test('a summary without room holds nothing but that', () => {
  expect(renderMarkdown(describeResult(sampleResult()), 0)).toMatch(/^Left out/);
});

test('a run of two thousand slices with endless names still fits a step summary', () => {
  const slices = Array.from({ length: 2000 }, (_, index) =>
    sliceOf({ op: `${index} ${'x'.repeat(3000)}`, role: 'builder' }, [[100, 1]]),
  );
  const total = totalOf(slices, [[100, 2000]]);
  const text = renderMarkdown(
    describeResult(sampleResult({ slices, total, counts: total.counts })),
  );
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MARKDOWN_BYTES_MAX);
  // One row for all, 2,000 for the operations, one each for role and behaviour; 100 are shown.
  expect(text.includes('\n… and 1,903 more.\n')).toBe(true);
});

test('hostile names stay text', () => {
  const text = renderMarkdown(describeResult(hostileRun()));
  // Inside a code block or a code span Markdown escapes by itself.
  const outside = text.replaceAll(/^(`{3,})sh\n[\s\S]*?\n\1$/gm, '').replaceAll(/`[^`\n]*`/g, '');
  expect(outside).not.toMatch(/(?<!\\)</);
  expect(outside).not.toMatch(/(?<!\\)@everyone/);
});
