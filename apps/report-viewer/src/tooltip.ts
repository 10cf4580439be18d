import type uPlot from 'uplot';
import { formatElapsed, formatValue } from './format-value.ts';
import { createSwatch } from './legend.ts';
import { bandsAt } from './bands.ts';
import type { ChartView } from './chart.ts';
import type { Line } from './page-data.ts';

const DISTANCE = 12;

interface TooltipParts {
  readonly view: () => ChartView;
  readonly isShown: (line: Line) => boolean;
}

/** Shows time and values at the cursor, beside it and inside the plot. */
export function tooltipPlugin({ view, isShown }: TooltipParts): uPlot.Plugin {
  const box = document.createElement('div');
  box.className = 'tooltip';
  box.hidden = true;
  const time = document.createElement('p');
  box.append(time);
  const rows = view().chart.lines.map((line) => {
    const row = document.createElement('p');
    const value = document.createElement('b');
    row.append(createSwatch(line), line.label, value);
    box.append(row);
    return { row, value };
  });
  const show = (index: number) => {
    const { chart, seconds, bands } = view();
    const at = seconds[index] ?? 0;
    const faults = bandsAt(bands, at).map(({ label }) => ` · ${label}`);
    time.textContent = `${formatElapsed(at)}${faults.join('')}`;
    for (const [number, { row, value }] of rows.entries()) {
      const line = chart.lines[number];
      const figure = line?.values[index] ?? null;
      row.hidden = line === undefined || !isShown(line);
      value.textContent = figure === null ? 'n/a' : formatValue(figure, chart.unit);
    }
  };
  return {
    hooks: {
      init: (plot) => plot.over.append(box),
      setCursor: (plot) => {
        const { idx, left = -1 } = plot.cursor;
        box.hidden = idx === null || idx === undefined || left < 0;
        if (box.hidden) return;
        show(idx ?? 0);
        placeTooltip(plot, box, left);
      },
    },
  };
}

/** Puts a tooltip beside the cursor, on the side with more room. */
export function placeTooltip({ over }: uPlot, box: HTMLElement, left: number): void {
  const isRight = left > over.clientWidth / 2;
  const x = isRight ? left - box.offsetWidth - DISTANCE : left + DISTANCE;
  box.style.transform = `translateX(${Math.round(x)}px)`;
}
