import uPlot from 'uplot';
import { bandsAt, bandsPlugin } from './bands.ts';
import { CHART_HEIGHT } from './chart.ts';
import { createChartArea, pointAfterKey, pointAt } from './chart-area.ts';
import type { ChartArea } from './chart-area.ts';
import { formatElapsed, formatValue } from './format-value.ts';
import { binAt, describeColumn, inkOf, latencyTicks } from './heat-figures.ts';
import type { Band, Heat } from './page-data.ts';
import { axesOf, colour, isZoomed, SYNC_KEY } from './plot-options.ts';
import { placeTooltip } from './tooltip.ts';

export interface HeatView {
  readonly heat: Heat;
  readonly bands: readonly Band[];
}

/** The heat map in its figure: a plot without lines, whose cells are painted into it. */
export class HeatChart {
  #view: HeatView;
  readonly #place: ChartArea;
  #plot: uPlot;

  constructor(figure: HTMLElement, view: HeatView) {
    const { elements, ...place } = createChartArea(view.heat.id);
    this.#view = view;
    this.#place = place;
    figure.append(...elements);
    this.#plot = this.#draw();
    new ResizeObserver(() =>
      this.#plot.setSize({ width: place.area.clientWidth, height: CHART_HEIGHT }),
    ).observe(place.area);
    place.area.addEventListener('keydown', (event) => this.#onKey(event));
  }

  redraw(): void {
    this.#plot.destroy();
    this.#plot = this.#draw();
  }

  /** Shows what is known by now; what a reader zoomed into stays so. */
  update(view: HeatView): void {
    const wasZoomed = isZoomed(this.#plot);
    this.#view = view;
    this.#plot.setData(this.#data(), !wasZoomed);
    if (wasZoomed) this.#plot.redraw();
  }

  #draw(): uPlot {
    const [x, y] = axesOf('milliseconds');
    const edges = () => this.#view.heat.edgesMs;
    const options: uPlot.Options = {
      width: this.#place.area.clientWidth,
      height: CHART_HEIGHT,
      legend: { show: false },
      cursor: {
        sync: { key: SYNC_KEY, setSeries: false },
        y: false,
        drag: { x: true, y: false },
        points: { show: false },
      },
      scales: {
        x: { time: false },
        y: { distr: 3, range: () => [edges()[0] ?? 1, edges().at(-1) ?? 10] },
      },
      axes: [
        { ...x },
        { ...y, splits: () => latencyTicks(edges()), filter: (_plot, splits) => splits },
      ],
      series: [{}, { show: false }],
      plugins: [
        { hooks: { draw: [(plot) => this.#paint(plot)] } },
        // Names of bands are written over the cells.
        bandsPlugin(() => this.#view.bands),
        this.#tooltip(),
      ],
    };
    return new uPlot(options, this.#data(), this.#place.area);
  }

  /** Where columns begin, and where the last one ends. Bounds of the values: there are no lines. */
  #data(): uPlot.AlignedData {
    const { secondsPerColumn, counts } = this.#view.heat;
    const seconds = Array.from({ length: counts.length + 1 }, (_, at) => at * secondsPerColumn);
    return [seconds, seconds.map(() => null)];
  }

  #paint(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const { heat } = this.#view;
    const inkFor = inkOf(heat);
    const rows = heat.edgesMs.map((edge) => Math.round(plot.valToPos(edge, 'y', true)));
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = colour('--line-middle');
    for (const [column, bins] of heat.counts.entries()) {
      const left = Math.round(plot.valToPos(column * heat.secondsPerColumn, 'x', true));
      const right = Math.round(plot.valToPos((column + 1) * heat.secondsPerColumn, 'x', true));
      if (right < bbox.left || left > bbox.left + bbox.width) continue;
      for (const [bin, count] of bins.entries()) {
        if (count === 0) continue;
        const [bottom = 0, top = 0] = [rows[bin], rows[bin + 1]];
        ctx.globalAlpha = inkFor(count);
        ctx.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
      }
    }
    ctx.restore();
  }

  #tooltip(): uPlot.Plugin {
    const box = document.createElement('div');
    box.className = 'tooltip';
    box.hidden = true;
    const [time, all, cell] = [0, 1, 2].map(() => box.appendChild(document.createElement('p')));
    return {
      hooks: {
        init: (plot) => plot.over.append(box),
        setCursor: (plot) => {
          const { left = -1, top = -1 } = plot.cursor;
          box.hidden = left < 0;
          if (box.hidden || !time || !all || !cell) return;
          const { heat, bands } = this.#view;
          const column = Math.floor(plot.posToVal(left, 'x') / heat.secondsPerColumn);
          const bins = heat.counts[column] ?? [];
          const at = column * heat.secondsPerColumn;
          const faults = bandsAt(bands, at).map(({ label }) => ` · ${label}`);
          time.textContent = `${formatElapsed(at)}${faults.join('')}`;
          all.textContent = describeColumn(heat, bins);
          // The pointer may be in another chart, which this one follows in time alone.
          cell.hidden = !plot.over.matches(':hover');
          const bin = binAt(heat, plot.posToVal(top, 'y'));
          const [from, to] = [heat.edgesMs[bin] ?? 0, heat.edgesMs[bin + 1] ?? 0];
          const range = `${formatValue(from, 'milliseconds')} – ${formatValue(to, 'milliseconds')}`;
          cell.textContent = `${range}: ${formatValue(bins[bin] ?? 0, 'count')}`;
          placeTooltip(plot, box, left);
        },
      },
    };
  }

  #onKey(event: KeyboardEvent): void {
    const { heat, bands } = this.#view;
    const now = this.#plot.cursor.idx ?? -1;
    const next = pointAfterKey(event.key, now, heat.counts.length - 1);
    if (next === undefined) return;
    event.preventDefault();
    const at = next * heat.secondsPerColumn;
    pointAt(this.#plot, this.#plot.valToPos(at, 'x'));
    const faults = bandsAt(bands, at).map(({ label }) => `, during ${label}`);
    const said = describeColumn(heat, heat.counts[next] ?? []);
    this.#place.say(`${formatElapsed(at)}${faults.join('')}: ${said}`);
  }
}
