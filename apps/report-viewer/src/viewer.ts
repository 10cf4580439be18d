import { drawCharts } from './charts.ts';
import type { PageData } from './page-data.ts';
import { offerThemes } from './theme.ts';

/**
 * What the page can do only with scripts: draw the charts over time, and switch between light and
 * dark.
 */
function start(): void {
  const element = document.getElementById('lh-data');
  const data = JSON.parse(element?.textContent ?? '') as PageData;
  for (const hidden of document.querySelectorAll<HTMLElement>('.with-script'))
    hidden.hidden = false;
  const charts = drawCharts(data);
  offerThemes(document.documentElement, () => charts.redraw());
}

start();
