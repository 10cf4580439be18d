import { DrawnChart } from './chart.ts';
import { HeatChart } from './heat-chart.ts';
import { whenIdle } from './when-idle.ts';
import type { PageData } from './page-data.ts';

/**
 * The charts of a page, each in the figure of its name. They are drawn one after the other when the
 * page is loaded and the browser has nothing better to do, so that the verdict is there at once and
 * can be read and scrolled before the last chart is.
 */
export class Charts {
  readonly #drawn = new Map<string, DrawnChart>();
  #heat: HeatChart | undefined;
  #data: PageData = { seconds: [], charts: [], bands: [] };
  /** Ids of the figures that are still empty, in the order of the page. */
  #waiting: string[] = [];

  /** Draws what is not drawn yet, soon, and shows new figures in what is. */
  show(data: PageData): void {
    this.#data = data;
    const { seconds, charts, bands, heat } = data;
    for (const chart of charts) this.#drawn.get(chart.id)?.update({ chart, seconds, bands });
    if (heat !== undefined) this.#heat?.update({ heat, bands });
    const isIdle = this.#waiting.length === 0;
    this.#waiting = [...charts, ...(heat === undefined ? [] : [heat])]
      .map(({ id }) => id)
      .filter((id) => !this.#isDrawn(id));
    if (isIdle) whenIdle(() => this.#drawNext());
  }

  /** Draws all that is not drawn yet, at once. */
  drawAll(): void {
    for (const id of this.#waiting.splice(0)) this.#draw(id);
  }

  /** Draws all in the colours that the page has now. */
  redraw(): void {
    for (const chart of this.#drawn.values()) chart.redraw();
    this.#heat?.redraw();
  }

  #drawNext(): void {
    const id = this.#waiting.shift();
    if (id === undefined) return;
    this.#draw(id);
    whenIdle(() => this.#drawNext());
  }

  #draw(id: string): void {
    const { seconds, charts, bands, heat } = this.#data;
    const figure = document.getElementById(id);
    if (figure === null) return;
    const chart = charts.find((each) => each.id === id);
    if (chart !== undefined) this.#drawn.set(id, new DrawnChart(figure, { chart, seconds, bands }));
    if (heat?.id === id) this.#heat = new HeatChart(figure, { heat, bands });
  }

  #isDrawn(id: string): boolean {
    return this.#drawn.has(id) || (this.#heat !== undefined && this.#data.heat?.id === id);
  }
}
