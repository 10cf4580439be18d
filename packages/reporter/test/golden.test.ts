import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { renderCsv, renderSeriesCsv } from '../src/csv/csv.ts';
import { renderPage } from '../src/html/page.ts';
import { summarise } from '../src/json/summary.ts';
import { renderJunit } from '../src/junit/junit.ts';
import { renderMarkdown } from '../src/markdown/document.ts';
import { describeResult } from '../src/model/report.ts';
import { renderTerminal } from '../src/terminal/summary.ts';
import { sampleResult } from './sample-result.ts';
import { hostileRun, killedRun, tamperedRun } from './sample-runs.ts';
import { BARE_PAGE, BARE_SCREEN } from './bare-looks.ts';

/**
 * Whole reports, written once, read by a person and checked against figures worked out by hand
 * (sample-result.ts says how). A change that means to change them changes the file too, by hand or
 * after reading every line of the difference.
 */
const RUNS = {
  good: sampleResult(),
  killed: killedRun(),
  tampered: tamperedRun(),
  hostile: hostileRun(),
};

const FORMATS: Readonly<Record<string, (result: ReturnType<typeof sampleResult>) => string>> = {
  'page.html': (result) => renderPage(describeResult(result), BARE_PAGE),
  'summary.md': (result) => renderMarkdown(describeResult(result)),
  'junit.xml': renderJunit,
  'figures.csv': renderCsv,
  'series.csv': renderSeriesCsv,
  'summary.json': (result) => `${JSON.stringify(summarise(result, []), null, 2)}\n`,
  'terminal.txt': (result) => renderTerminal(describeResult(result), BARE_SCREEN),
};

const CASES = Object.entries(RUNS).flatMap(([name, result]) =>
  Object.entries(FORMATS).map(([format, render]) => ({
    file: `${name}-${format}`,
    result,
    render,
  })),
);

test.each(CASES)('$file is as it was reviewed', async ({ file, result, render }) => {
  const reviewed = await readFile(new URL(`vectors/${file}`, import.meta.url), 'utf8');
  expect(render(result).split('\n')).toEqual(reviewed.split('\n'));
});
