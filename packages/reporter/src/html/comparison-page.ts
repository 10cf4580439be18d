import type { Comparison } from '../compare/compare.ts';
import { detailedComparisonTable } from '../compare/comparison-table.ts';
import type { RegressionVerdict } from '../compare/regression.ts';
import type { Warning } from '../compare/warnings.ts';
import { renderBrand } from './header.ts';
import { markup, scriptJson } from './html.ts';
import type { Html } from './html.ts';
import { renderTable } from './table.ts';
import { fillTemplate } from './template.ts';
import { SIGNS } from './verdict-section.ts';

const WORDS = { good: 'Good', bad: 'Bad', unknown: 'Unknown' } as const;
const NO_CHARTS = { seconds: [], charts: [], bands: [] };

/** Renders comparisons as one page that needs nothing but itself, in the template of the report. */
export function renderComparisonPage(
  comparisons: readonly Comparison[],
  verdict: RegressionVerdict | undefined,
  template: string,
): string {
  const base = comparisons[0]?.base ?? '';
  return fillTemplate(template, {
    title: markup`Against ${base} · Lighthouse comparison`,
    body: markup`<header class="top">
${renderBrand('Lighthouse comparison')}
<h1><bdi>Against ${base}</bdi></h1>
</header>
<main>
${verdict === undefined ? undefined : renderVerdict(verdict)}
<section id="comparisons" aria-labelledby="comparisons-title">
<h2 id="comparisons-title">Figures</h2>
<p class="note">~ stands where nothing can be said: what the runs differ in may be chance.</p>
${comparisons.map(renderOne)}
</section>
</main>
<footer><p>Written by lh-report compare.
This page is complete: it loads nothing and sends nothing.</p></footer>`,
    data: scriptJson(NO_CHARTS),
  });
}

function renderVerdict({ value, reasons }: RegressionVerdict): Html {
  const items = reasons.map((reason) => markup`<li><bdi>${reason}</bdi></li>`);
  return markup`<section id="verdict" class="verdict ${value}" aria-labelledby="verdict-title">
<div>
<h2 id="verdict-title"><span class="visually-hidden">Verdict: </span>
${SIGNS[value]}${WORDS[value]}</h2>
<ul class="reasons">${items}</ul>
</div>
</section>`;
}

function renderOne(comparison: Comparison, at: number): Html {
  const table = detailedComparisonTable(comparison, `comparison-${at + 1}`);
  return markup`${renderWarnings(comparison.warnings)}
${renderTable(table)}
`;
}

function renderWarnings(warnings: readonly Warning[]): Html | undefined {
  if (warnings.length === 0) return undefined;
  const isBlocking = warnings.some((warning) => warning.isBlocking);
  const items = warnings.map(({ text }) => markup`<li><bdi>${text}</bdi></li>`);
  const lead = isBlocking ? 'These runs can hardly be compared.' : 'Not all was the same.';
  return markup`<div class="notice" role="note"><strong>${lead}</strong><ul>${items}</ul></div>`;
}
