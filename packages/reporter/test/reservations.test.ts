import { expect, test } from '@jest/globals';
import { judgeRun } from '@lighthouse/verdict';
import { renderPage } from '../src/html/page.ts';
import { renderMarkdown } from '../src/markdown/document.ts';
import { describeResult } from '../src/model/report.ts';
import { renderTerminal } from '../src/terminal/summary.ts';
import { sampleResult } from './sample-result.ts';
import { tamperedRun } from './sample-runs.ts';
import { BARE_PAGE, BARE_SCREEN } from './bare-looks.ts';

const SLOW = 'send delay p99 of 80.0 ms is above 50 ms';

/** A good run of which something was not examined, and whose generator was slow. */
function doubtfulRun() {
  const { generator, target, ...run } = sampleResult();
  const slow = { ...generator, limited: true, reasons: [SLOW] };
  const insecure = { ...target, tls: 'insecure' as const };
  const verdict = judgeRun({ ...run, generator: slow, target: insecure });
  expect(verdict.value).toBe('good');
  return sampleResult({ generator: slow, target: insecure, verdict });
}

test('the terminal ticks what speaks for a good verdict and marks the rest', () => {
  const [, reasons = ''] = renderTerminal(describeResult(doubtfulRun()), BARE_SCREEN).split('\n\n');
  expect(reasons.split('\n').map((line) => line.slice(0, 18))).toEqual([
    '  ✓ kept all 6 inv',
    '  ! not examined: ',
    '  ! although gener',
  ]);
});

test('on a narrow terminal reasons and what they rest on go on under themselves', () => {
  const screen = { ...BARE_SCREEN, columnsMax: 60 };
  const lines = renderTerminal(describeResult(doubtfulRun()), screen).split('\n');
  const reason = lines.findIndex((line) => line.startsWith('  ! although'));
  expect(lines[reason + 1]).toMatch(/^ {4}\S/);
  const audit = lines.findIndex((line) => line.startsWith('  ✓  Audit'));
  expect(lines[audit + 1]).toMatch(/^ {19}\S/);
  expect(lines.slice(reason, audit + 2).every((line) => line.length <= 60)).toBe(true);
});

test('so do the page and the summary', () => {
  const report = describeResult(doubtfulRun());
  const page = renderPage(report, BARE_PAGE);
  const reasons = /<ul class="reasons">(.*?)<\/ul>/s.exec(page)?.[1] ?? '';
  expect(reasons.split('<li').map((item) => item.includes('reservation'))).toEqual([
    false,
    false,
    true,
    true,
  ]);
  const markdown = renderMarkdown(report);
  expect(markdown).toContain('\n- kept all 6 invariants');
  expect(markdown).toContain('\n- ❕ not examined: who answered');
});

test('what could not be judged is told apart in a bad verdict', () => {
  const { generator, thresholds, ...run } = sampleResult();
  const [first, ...others] = thresholds;
  const broken = [{ ...first!, verdict: 'bad' as const, reason: 'p(95) is 300 ms' }, ...others];
  const verdict = judgeRun({ ...run, generator, thresholds: broken, interrupted: 'SIGINT' });
  expect(verdict).toMatchObject({ value: 'bad', unknownCount: 1 });
  const report = describeResult(sampleResult({ thresholds: broken, verdict }));
  const [, reasons = ''] = renderTerminal(report, BARE_SCREEN).split('\n\n');
  expect(reasons.split('\n').map((line) => line.slice(0, 5))).toEqual(['  ✗ l', '  ? s']);
  expect(renderPage(report, BARE_PAGE)).toContain(
    '<li class="unknown"><span class="visually-hidden">could not be judged: </span>',
  );
  const markdown = renderMarkdown(report);
  expect(markdown).toContain('\n- ❔ stopped before its end: SIGINT');
  expect(markdown).not.toContain('\n- ❌');
});

test('a bad verdict has no reservations', () => {
  const tampered = describeResult(tamperedRun());
  expect(tampered.verdict.reasons.length).toBeGreaterThan(1);
  expect(renderTerminal(tampered, BARE_SCREEN)).not.toContain('  ! ');
  expect(renderPage(tampered, BARE_PAGE)).not.toContain('class="reservation"');
});
