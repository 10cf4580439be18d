import type { Result } from '@lighthouse/contract';
import type { LiveState } from '@lighthouse/contract/dashboard';
import type { LivePart } from 'report-viewer';
import { renderBody } from '../html/page.ts';
import { markup, scriptJson } from '../html/html.ts';
import type { Html } from '../html/html.ts';
import { fillTemplate } from '../html/template.ts';
import { describeResult } from '../model/report.ts';
import type { Report } from '../model/report.ts';
import { formatElapsed } from '../model/timeline.ts';

/** The page that is opened while a run goes on: it holds nothing yet, and is told the rest. */
export function renderLiveShell(template: string): string {
  return fillTemplate(template, {
    title: markup`Lighthouse run`,
    body: markup`${renderLiveBar('Live', 'Waiting for the run.')}<main></main>`,
    data: scriptJson({ seconds: [], charts: [], bands: [] }),
  });
}

/** What the page shows of a run at one moment. */
export function renderLiveState({ result, elapsedMs, loadMs, inFlight }: LiveState): LivePart {
  const report = describeResult(result);
  const isLoading = elapsedMs < loadMs;
  const time = `${formatElapsed(Math.min(elapsedMs, loadMs))} of ${formatElapsed(loadMs)}`;
  const waiting = isLoading ? '' : '; the last answers are awaited, then the log is read back';
  const text = `${time}, ${inFlight} requests in flight${waiting}`;
  const bar = renderLiveBar('Live', text, loadMs > 0 ? Math.min(1, elapsedMs / loadMs) : 1);
  const { data } = report.charts;
  return {
    title: `Running: ${report.name} · Lighthouse run`,
    body: renderBody(underWay(report), bar).text,
    data,
  };
}

/** The report of a run that is over, as lh-report writes it. */
export function renderLiveEnd(result: Result): LivePart {
  const report = describeResult(result);
  const bar = renderLiveBar('Over', 'This is the report of the run.');
  return {
    title: `${report.verdict.word}: ${report.name} · Lighthouse report`,
    body: renderBody(report, bar).text,
    data: report.charts.data,
  };
}

/** Nothing is good or bad before the end. */
function underWay(report: Report): Report {
  const { verdict } = report;
  return {
    ...report,
    verdict: {
      ...verdict,
      value: 'unknown',
      word: 'Running',
      sentence: 'The run is under way. These are the figures so far.',
      reasons: [],
      contradictions: [],
      supports: verdict.supports.map((support) =>
        support.label === 'Audit' ? { ...support, text: 'when the run is over' } : support,
      ),
    },
  };
}

function renderLiveBar(word: string, text: string, share?: number): Html {
  const progress =
    share === undefined
      ? undefined
      : markup`<progress max="1" value="${share.toFixed(3)}" aria-label="Load"></progress>`;
  return markup`<section class="live" id="live" aria-label="The run">
<strong>${word}</strong> <span>${text}</span>${progress}
<span id="connection" role="status"></span></section>`;
}
