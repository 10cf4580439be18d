import { DrawnChart } from './chart.ts';
import { HeatChart } from './heat-chart.ts';
import type { PageData } from './page-data.ts';

/** The charts of a page, each in the figure of its name. */
export class Charts {
  readonly #drawn = new Map<string, DrawnChart>();
  #heat: HeatChart | undefined;

  /** Draws what is not drawn yet, and shows new figures in what is. */
  show({ seconds, charts, bands, heat }: PageData): void {
    for (const chart of charts) {
      const view = { chart, seconds, bands };
      const known = this.#drawn.get(chart.id);
      const figure = document.getElementById(chart.id);
      if (known !== undefined) known.update(view);
      else if (figure !== null) this.#drawn.set(chart.id, new DrawnChart(figure, view));
    }
    if (heat === undefined) return;
    const figure = document.getElementById(heat.id);
    if (this.#heat !== undefined) this.#heat.update({ heat, bands });
    else if (figure !== null) this.#heat = new HeatChart(figure, { heat, bands });
  }

  /** Draws all in the colours that the page has now. */
  redraw(): void {
    for (const chart of this.#drawn.values()) chart.redraw();
    this.#heat?.redraw();
  }
}
