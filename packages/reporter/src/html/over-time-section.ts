import { formatDuration } from '@lighthouse/cli-kit/format';
import type { ChartsView, ChartView } from '../model/charts.ts';
import type { Report } from '../model/report.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';
import { renderClosedTable } from './table.ts';
import { rowCountOf } from '../model/table.ts';

/**
 * Places for the charts, which a script draws, and the same figures as a table, which needs none.
 */
export function renderOverTime({ charts, timeline }: Report): Html {
  const isEmpty = rowCountOf(timeline) === 0;
  return markup`<section id="over-time" aria-labelledby="over-time-title">
<h2 id="over-time-title">Over time</h2>
${isEmpty ? markup`<p class="empty">${timeline.whenEmpty}</p>` : renderCharts(charts)}
${renderClosedTable(timeline)}
</section>`;
}

const JOINED =
  'Intervals were joined to keep this page small: counts are added up, ' +
  'of everything else the highest value is drawn.';
const HANDLING =
  'Drag across a chart to zoom, double-click to see all again; ' +
  'with the keyboard, the arrow keys move the cursor.';
const WITHOUT_SCRIPT =
  'The charts are drawn by a script, and scripts are off. The table below has the same figures.';

function renderCharts({ views, intervalMs, isShortened }: ChartsView): Html {
  const covers = `Each point covers ${formatDuration(intervalMs)}.`;
  return markup`<p class="note">${covers} ${isShortened ? JOINED : undefined}
<span class="with-script" hidden>${HANDLING}</span></p>
<noscript><p class="note">${WITHOUT_SCRIPT}</p></noscript>
<div class="charts">${views.map(renderChart)}</div>`;
}

function renderChart({ chart, title, note }: ChartView): Html {
  return markup`<figure class="chart with-script" id="${chart.id}" hidden>
<figcaption><h3 id="${chart.id}-title">${title}</h3><p class="note">${note}</p></figcaption>
</figure>
`;
}
