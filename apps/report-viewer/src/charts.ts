import { DrawnChart } from './chart.ts';
import type { PageData } from './page-data.ts';

export interface Charts {
  readonly redraw: () => void;
}

/** Draws each chart into the figure of its name. */
export function drawCharts({ seconds, charts, bands }: PageData): Charts {
  const drawn = charts.flatMap((chart) => {
    const figure = document.getElementById(chart.id);
    return figure === null ? [] : [new DrawnChart(figure, chart, { seconds, bands })];
  });
  return {
    redraw: () => {
      for (const chart of drawn) chart.redraw();
    },
  };
}
