import type uPlot from 'uplot';
import { formatElapsed, formatValue } from './format-value.ts';
import { createSwatch } from './legend.ts';
import type { Chart } from './page-data.ts';

const DISTANCE = 12;

/** Shows time and values at the cursor, beside it and inside the plot. */
export function tooltipPlugin(
  { lines, unit }: Chart,
  seconds: readonly number[],
  isShown: (line: number) => boolean,
): uPlot.Plugin {
  const box = document.createElement('div');
  box.className = 'tooltip';
  box.hidden = true;
  const time = document.createElement('p');
  box.append(time);
  const rows = lines.map((line) => {
    const row = document.createElement('p');
    const value = document.createElement('b');
    row.append(createSwatch(line), line.label, value);
    box.append(row);
    return { row, value };
  });
  const show = (index: number) => {
    time.textContent = formatElapsed(seconds[index] ?? 0);
    for (const [line, { row, value }] of rows.entries()) {
      const figure = lines[line]?.values[index] ?? null;
      row.hidden = !isShown(line);
      value.textContent = figure === null ? 'n/a' : formatValue(figure, unit);
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
        const isRight = left > plot.over.clientWidth / 2;
        const x = isRight ? left - box.offsetWidth - DISTANCE : left + DISTANCE;
        box.style.transform = `translateX(${Math.round(x)}px)`;
      },
    },
  };
}
