import type { DistributionView } from '../model/distribution.ts';
import type { Report } from '../model/report.ts';
import { renderBinsPlot, renderCurveLegend, renderCurvesPlot } from './distribution-plots.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';
import { renderTable } from './table.ts';

export function renderLatency({ distribution, timing }: Report): Html {
  return markup`<section id="latency" aria-labelledby="latency-title">
<h2 id="latency-title">Latency</h2>
${distribution === undefined ? NOTHING_TO_DRAW : renderPlots(distribution)}
${renderTable(timing)}
</section>`;
}

const NOTHING_TO_DRAW = markup`<p class="empty">
No operation was answered, so there is no latency to show.
</p>`;

function renderPlots(distribution: DistributionView): Html {
  return markup`<div class="plots">
<figure><figcaption><h3>How many answers took how long</h3></figcaption>
${renderBinsPlot(distribution)}</figure>
<figure><figcaption><h3>How long the slowest took</h3>${renderCurveLegend(distribution)}</figcaption>
${renderCurvesPlot(distribution)}</figure>
</div>`;
}
