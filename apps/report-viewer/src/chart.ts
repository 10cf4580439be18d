import uPlot from 'uplot';
import { bandsAt, bandsPlugin } from './bands.ts';
import { createChartArea, pointAfterKey, pointAt } from './chart-area.ts';
import type { ChartArea } from './chart-area.ts';
import { formatElapsed, formatValue } from './format-value.ts';
import { createLegend } from './legend.ts';
import type { Band, Chart, Line } from './page-data.ts';
import { axesOf, isZoomed, seriesOf, SYNC_KEY, valueRange } from './plot-options.ts';
import { tooltipPlugin } from './tooltip.ts';

export const CHART_HEIGHT = 220;

/** What a chart shows; all of it changes while a run goes on. */
export interface ChartView {
  readonly chart: Chart;
  readonly seconds: readonly number[];
  readonly bands: readonly Band[];
}

/** A chart in its figure. */
export class DrawnChart {
  #view: ChartView;
  readonly #place: ChartArea;
  /** By label: which line it is may change. */
  readonly #hidden = new Set<string>();
  #legend: HTMLElement;
  #isLogarithmic = false;
  #plot: uPlot;

  constructor(figure: HTMLElement, view: ChartView) {
    const { elements, ...place } = createChartArea(view.chart.id);
    this.#view = view;
    this.#place = place;
    this.#legend = this.#createLegend();
    figure.append(this.#legend, ...elements);
    this.#plot = this.#draw();
    new ResizeObserver(() =>
      this.#plot.setSize({ width: place.area.clientWidth, height: CHART_HEIGHT }),
    ).observe(place.area);
    place.area.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Draws again in the colours that the page has now. */
  redraw(): void {
    this.#plot.destroy();
    this.#plot = this.#draw();
  }

  /** Shows what is known by now. What a reader zoomed into or hid stays so. */
  update(view: ChartView): void {
    const isSame = labelsOf(this.#view.chart) === labelsOf(view.chart);
    const wasZoomed = isZoomed(this.#plot);
    this.#view = view;
    if (isSame) {
      this.#plot.setData(this.#data(), !wasZoomed);
      if (wasZoomed) this.#plot.redraw();
      return;
    }
    const legend = this.#createLegend();
    this.#legend.replaceWith(legend);
    this.#legend = legend;
    this.redraw();
  }

  #draw(): uPlot {
    const { unit, lines } = this.#view.chart;
    const options: uPlot.Options = {
      width: this.#place.area.clientWidth,
      height: CHART_HEIGHT,
      legend: { show: false },
      cursor: {
        sync: { key: SYNC_KEY, setSeries: false },
        y: false,
        drag: { x: true, y: false },
        points: { size: 7 },
      },
      scales: {
        x: { time: false, range: (_plot, from, to) => [from, to > from ? to : from + 1] },
        y: this.#isLogarithmic
          ? { distr: 3 }
          : { range: (_plot, from, to) => valueRange(from, to) },
      },
      axes: axesOf(unit),
      series: [{}, ...lines.map((line) => seriesOf(line, !this.#hidden.has(line.label)))],
      plugins: [
        bandsPlugin(() => this.#view.bands),
        tooltipPlugin({
          view: () => this.#view,
          isShown: ({ label }) => !this.#hidden.has(label),
        }),
      ],
    };
    return new uPlot(options, this.#data(), this.#place.area);
  }

  #data(): uPlot.AlignedData {
    const { seconds, chart } = this.#view;
    // A logarithm has no zero; there the line is interrupted.
    const drawable = (value: number | null) => (this.#isLogarithmic && value === 0 ? null : value);
    return [[...seconds], ...chart.lines.map(({ values }) => values.map(drawable))];
  }

  #createLegend(): HTMLElement {
    const { chart } = this.#view;
    const legend = createLegend(
      chart,
      (line) => !this.#hidden.has(line.label),
      (line, isShown) => this.#showLine(line, isShown),
    );
    if (chart.unit === 'milliseconds') legend.append(this.#createScaleButton());
    return legend;
  }

  #showLine({ label }: Line, isShown: boolean): void {
    if (isShown) this.#hidden.delete(label);
    else this.#hidden.add(label);
    const index = this.#view.chart.lines.findIndex((line) => line.label === label);
    this.#plot.setSeries(index + 1, { show: isShown });
  }

  #createScaleButton(): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'scale';
    button.textContent = 'Log scale';
    button.setAttribute('aria-pressed', String(this.#isLogarithmic));
    button.addEventListener('click', () => {
      this.#isLogarithmic = !this.#isLogarithmic;
      button.setAttribute('aria-pressed', String(this.#isLogarithmic));
      this.redraw();
    });
    return button;
  }

  #onKey(event: KeyboardEvent): void {
    const { seconds } = this.#view;
    const next = pointAfterKey(event.key, this.#plot.cursor.idx ?? -1, seconds.length - 1);
    if (next === undefined) return;
    event.preventDefault();
    pointAt(this.#plot, this.#plot.valToPos(seconds[next] ?? 0, 'x'));
    this.#place.say(this.#describePoint(next));
  }

  #describePoint(index: number): string {
    const { chart, seconds, bands } = this.#view;
    const values = chart.lines.map(({ label, values: column }) => {
      const value = column[index] ?? null;
      return `${label} ${value === null ? 'not available' : formatValue(value, chart.unit)}`;
    });
    const at = seconds[index] ?? 0;
    const faults = bandsAt(bands, at).map(({ label }) => `, during ${label}`);
    return `${formatElapsed(at)}${faults.join('')}: ${values.join(', ')}`;
  }
}

function labelsOf({ lines }: Chart): string {
  return lines.map(({ label }) => label).join('\n');
}
