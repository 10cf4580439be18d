import type { Report } from '../model/report.ts';
import { renderAudit } from './audit-section.ts';
import { renderFaults, renderLiars, sectionsOf } from './attack-sections.ts';
import { renderHeader, renderNavigation } from './header.ts';
import { markup, scriptJson } from './html.ts';
import type { Html } from './html.ts';
import { renderLatency } from './latency-section.ts';
import { renderOverTime } from './over-time-section.ts';
import { renderReproduction } from './reproduction-section.ts';
import { renderClosedTable, renderIfFilled, renderTable } from './table.ts';
import { fillTemplate } from './template.ts';
import { renderVerdict } from './verdict-section.ts';

/**
 * Renders the whole page into the template that report-viewer built. The result needs nothing but
 * itself.
 */
export function renderPage(report: Report, template: string): string {
  return fillTemplate(template, {
    title: markup`${report.verdict.word}: ${report.name} · Lighthouse report`,
    body: renderBody(report),
    data: scriptJson(report.charts.data),
  });
}

/** Renders all that is seen of a page; while a run goes on, below a bar that says how far it is. */
export function renderBody(report: Report, bar?: Html): Html {
  return markup`<a class="skip" href="#verdict">Skip to the verdict</a>
${bar}${renderHeader(report)}
${renderNavigation(sectionsOf(report))}
<main>
${renderVerdict(report)}
<section id="limits" aria-labelledby="limits-title">
<h2 id="limits-title">Limits</h2>
${renderTable(report.thresholds)}
${renderIfFilled(report.objectives)}${renderTable(report.invariants)}
</section>
${renderOverTime(report)}
${renderLatency(report)}
<section id="by-operation" aria-labelledby="by-operation-title">
<h2 id="by-operation-title">Operations</h2>
${renderTable(report.operations)}
${renderClosedTable(report.combinations)}
${renderTable(report.errors)}
</section>
${renderFaults(report)}${renderLiars(report)}${renderAudit(report.audit)}
<section id="use" aria-labelledby="use-title">
<h2 id="use-title">Resources</h2>
${renderTable(report.resources)}${renderIfFilled(report.prediction)}
${renderTable(report.agents)}
${renderIfFilled(report.shards)}</section>
${renderReproduction(report)}
</main>
<footer><p>Written by lh-report from result.json.
This page is complete: it loads nothing and sends nothing.</p></footer>`;
}
