import { formatDuration } from '@lighthouse/cli-kit/format';
import type { ChartsView, ChartView } from '../model/charts.ts';
import type { Heat } from 'report-viewer';
import type { Report } from '../model/report.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';
import { renderClosedTable } from './table.ts';
import { rowCountOf } from '../model/table.ts';

/**
 * Places for the charts, which a script draws, and the same figures as a table, which needs none.
 */
export function renderOverTime({ charts, timeline, heat }: Report): Html {
  const isEmpty = rowCountOf(timeline) === 0;
  return markup`<section id="over-time" aria-labelledby="over-time-title">
<h2 id="over-time-title">Over time</h2>
${isEmpty ? markup`<p class="empty">${timeline.whenEmpty}</p>` : renderCharts(charts)}
${renderClosedTable(timeline)}${
    rowCountOf(heat) === 0
      ? undefined
      : markup`
${renderClosedTable(heat)}`
  }
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

function renderCharts({ views, data, intervalMs, isShortened }: ChartsView): Html {
  const covers = `Each point covers ${formatDuration(intervalMs)}.`;
  return markup`<p class="note">${covers} ${isShortened ? JOINED : undefined}
<span class="with-script" hidden>${HANDLING}</span></p>
<noscript><p class="note">${WITHOUT_SCRIPT}</p></noscript>
<div class="charts">${views.map(renderChart)}${data.heat && renderHeat(data.heat)}</div>`;
}

/** The heat map is as wide as the page, under the charts that stand in pairs. */
function renderHeat({ id, secondsPerColumn }: Heat): Html {
  const column = formatDuration(secondsPerColumn * 1000);
  return markup`<figure class="chart wide with-script" id="${id}" hidden>
<figcaption><h3 id="${id}-title">Latency heat map</h3><p class="note">How many answers took how long.
A column is ${column}; the stronger its colour, the more.</p></figcaption>
</figure>
`;
}

function renderChart({ chart, title, note }: ChartView): Html {
  return markup`<figure class="chart with-script" id="${chart.id}" hidden>
<figcaption><h3 id="${chart.id}-title">${title}</h3><p class="note">${note}</p></figcaption>
</figure>
`;
}
