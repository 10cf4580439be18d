import uPlot from 'uplot';
import { formatElapsed, formatValue } from './format-value.ts';
import { createLegend } from './legend.ts';
import { axesOf, seriesOf, valueRange } from './plot-options.ts';
import { bandsAt, bandsPlugin } from './bands.ts';
import type { Band, Chart, PageData } from './page-data.ts';
import { tooltipPlugin } from './tooltip.ts';

const HEIGHT = 220;

/** A chart in its figure. */
export class DrawnChart {
  readonly #chart: Chart;
  readonly #seconds: readonly number[];
  readonly #bands: readonly Band[];
  readonly #area: HTMLElement;
  readonly #spoken: HTMLElement;
  readonly #hidden = new Set<number>();
  #isLogarithmic = false;
  #plot: uPlot;

  constructor(
    figure: HTMLElement,
    chart: Chart,
    { seconds, bands }: Pick<PageData, 'seconds' | 'bands'>,
  ) {
    this.#chart = chart;
    this.#seconds = seconds;
    this.#bands = bands;
    const legend = createLegend(chart, (line, isShown) => this.#showLine(line, isShown));
    this.#area = createArea(chart.id);
    this.#spoken = document.createElement('p');
    this.#spoken.className = 'visually-hidden';
    this.#spoken.setAttribute('aria-live', 'polite');
    figure.append(legend, this.#area, this.#spoken);
    if (chart.unit === 'milliseconds') legend.append(this.#createScaleButton());
    this.#plot = this.#draw();
    new ResizeObserver(() =>
      this.#plot.setSize({ width: this.#area.clientWidth, height: HEIGHT }),
    ).observe(this.#area);
    this.#area.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Draws again in the colours that the page has now. */
  redraw(): void {
    this.#plot.destroy();
    this.#plot = this.#draw();
  }

  #draw(): uPlot {
    const { unit, lines } = this.#chart;
    const isLogarithmic = this.#isLogarithmic;
    const options: uPlot.Options = {
      width: this.#area.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: {
        sync: { key: 'over-time', setSeries: false },
        y: false,
        drag: { x: true, y: false },
        points: { size: 7 },
      },
      scales: {
        x: { time: false, range: (_plot, from, to) => [from, to > from ? to : from + 1] },
        y: isLogarithmic ? { distr: 3 } : { range: (_plot, from, to) => valueRange(from, to) },
      },
      axes: axesOf(unit),
      series: [{}, ...lines.map((line, index) => seriesOf(line, !this.#hidden.has(index)))],
      plugins: [
        bandsPlugin(this.#bands),
        tooltipPlugin(this.#chart, {
          seconds: this.#seconds,
          bands: this.#bands,
          isShown: (line) => !this.#hidden.has(line),
        }),
      ],
    };
    return new uPlot(options, this.#data(), this.#area);
  }

  #data(): uPlot.AlignedData {
    // A logarithm has no zero; there the line is interrupted.
    const drawable = (value: number | null) => (this.#isLogarithmic && value === 0 ? null : value);
    return [[...this.#seconds], ...this.#chart.lines.map(({ values }) => values.map(drawable))];
  }

  #showLine(line: number, isShown: boolean): void {
    if (isShown) this.#hidden.delete(line);
    else this.#hidden.add(line);
    this.#plot.setSeries(line + 1, { show: isShown });
  }

  #createScaleButton(): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'scale';
    button.textContent = 'Log scale';
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => {
      this.#isLogarithmic = !this.#isLogarithmic;
      button.setAttribute('aria-pressed', String(this.#isLogarithmic));
      this.redraw();
    });
    return button;
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.#seconds.length - 1;
    const now = this.#plot.cursor.idx ?? -1;
    const next = new Map([
      ['ArrowRight', Math.min(now + 1, last)],
      ['ArrowLeft', Math.max(now - 1, 0)],
      ['Home', 0],
      ['End', last],
    ]).get(event.key);
    if (next === undefined) return;
    event.preventDefault();
    this.#pointAt(this.#plot.valToPos(this.#seconds[next] ?? 0, 'x'));
    this.#spoken.textContent = this.#describePoint(next);
  }

  /** Moves the pointer as a hand would, so that all charts follow. */
  #pointAt(left: number): void {
    const { over } = this.#plot;
    const box = over.getBoundingClientRect();
    const at = { clientX: box.left + left, clientY: box.top + box.height / 2, bubbles: true };
    over.dispatchEvent(new MouseEvent('mouseenter', at));
    over.dispatchEvent(new MouseEvent('mousemove', at));
  }

  #describePoint(index: number): string {
    const { lines, unit } = this.#chart;
    const values = lines.map(({ label, values: column }) => {
      const value = column[index] ?? null;
      return `${label} ${value === null ? 'not available' : formatValue(value, unit)}`;
    });
    const seconds = this.#seconds[index] ?? 0;
    const faults = bandsAt(this.#bands, seconds).map(({ label }) => `, during ${label}`);
    return `${formatElapsed(seconds)}${faults.join('')}: ${values.join(', ')}`;
  }
}

function createArea(id: string): HTMLElement {
  const area = document.createElement('div');
  area.className = 'chart-area';
  area.tabIndex = 0;
  area.setAttribute('role', 'group');
  area.setAttribute('aria-roledescription', 'chart');
  area.setAttribute('aria-labelledby', `${id}-title`);
  return area;
}
