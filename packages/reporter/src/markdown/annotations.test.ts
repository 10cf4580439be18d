import { expect, test } from '@jest/globals';
import { describeResult } from '../model/report.ts';
import { sampleResult } from '../../test/sample-result.ts';
import { hostileRun, killedRun, limitedRun, tamperedRun } from '../../test/sample-runs.ts';
import { ANNOTATIONS_MAX, renderAnnotations } from './annotations.ts';

test('a good run has nothing to annotate', () => {
  expect(renderAnnotations(describeResult(sampleResult()))).toEqual([]);
});

test('what broke is an error, what could not be judged a warning, errors first', () => {
  expect(renderAnnotations(describeResult(killedRun()))).toEqual([
    '::error title=small%3A errors%3A rate < 1%25::rate is 14.29 %25',
    '::warning title=small%3A latency{op%3Acommand}%3A p(99) < 100ms::too few samples: p(99) needs 100, there are 12',
  ]);
});

test('a verdict that rests on nothing else is annotated itself', () => {
  expect(renderAnnotations(describeResult(limitedRun()))).toEqual([
    '::warning title=small%3A unknown::the generator was the bottleneck',
  ]);
});

test('there are ten at most, the last of which counts the others', () => {
  const invariants = Array.from({ length: 30 }, (_, index) => ({
    name: `invariant-${index}`,
    verdict: 'bad' as const,
    reason: 'no',
  }));
  const lines = renderAnnotations(describeResult(sampleResult({ invariants })));
  expect(lines).toHaveLength(ANNOTATIONS_MAX);
  expect(lines.at(-1)).toBe('::error title=small::and 21 more: see the summary');
});

test('findings in the log are annotated with their severity', () => {
  const lines = renderAnnotations(describeResult(tamperedRun()));
  expect(lines).toContain(
    '::error title=small%3A MAC_MISMATCH::event 1234 is not what was written',
  );
  expect(lines.at(-1)).toMatch(/^::warning title=small%3A TIME_BACKWARDS/);
});

test('no text from outside can add a command', () => {
  for (const line of renderAnnotations(describeResult(hostileRun()))) {
    expect(line).toMatch(/^::(error|warning) title=[^:,\r\n]*::[^\r\n]*$/);
  }
});
