import { Charts } from './charts.ts';
import { readPageData, showScripted } from './page.ts';
import { offerThemes } from './theme.ts';

/**
 * What the page can do only with scripts: draw the charts over time, and switch between light and
 * dark.
 */
function start(): void {
  const charts = new Charts();
  showScripted();
  addEventListener('beforeprint', () => charts.drawAll());
  offerThemes(document.documentElement, () => charts.redraw());
  charts.show(readPageData());
}

start();
