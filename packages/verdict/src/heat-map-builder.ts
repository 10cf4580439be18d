import {
  HEAT_BINS,
  HEAT_COLUMNS_MAX,
  heatBinOf,
  type HeatMap,
} from '@lighthouse/contract/heat-map';
import type { TrendDelta } from './trend.ts';

const SECOND_MS = 1000;

/**
 * Counts answers by when and how long. Begins with a column a second; when there are too many,
 * neighbours are joined, so that memory and result stay small however long a run lasts.
 */
export class HeatMapBuilder {
  #secondsPerColumn = 1;
  #columns: Float64Array[] = [];

  add(second: number, delta: TrendDelta): void {
    const column = this.#columnOf(Math.max(0, second));
    for (let i = 0; i + 1 < delta.pairs.length; i += 2) {
      const bin = heatBinOf(delta.pairs[i] ?? 0);
      column[bin] = (column[bin] ?? 0) + (delta.pairs[i + 1] ?? 0);
    }
  }

  /** Adds a map that was counted elsewhere and began so many seconds after this one. */
  addMap({ intervalMs, lowestBin, counts }: HeatMap, fromSecond: number): void {
    for (const [number, bins] of counts.entries()) {
      const second = fromSecond + (number * intervalMs) / SECOND_MS;
      const column = this.#columnOf(Math.max(0, second));
      for (const [bin, count] of bins.entries())
        column[lowestBin + bin] = (column[lowestBin + bin] ?? 0) + count;
    }
  }

  /** Gives what was counted so far; undefined when nothing was. */
  heatMap(): HeatMap | undefined {
    const used = Array.from({ length: HEAT_BINS }, (_, bin) => bin).filter((bin) =>
      this.#columns.some((column) => (column[bin] ?? 0) > 0),
    );
    const [lowestBin] = used;
    if (lowestBin === undefined) return undefined;
    const end = (used.at(-1) ?? lowestBin) + 1;
    return {
      intervalMs: this.#secondsPerColumn * SECOND_MS,
      lowestBin,
      counts: this.#columns.map((column) => Array.from(column.subarray(lowestBin, end))),
    };
  }

  #columnOf(second: number): Float64Array {
    while (Math.floor(second / this.#secondsPerColumn) >= HEAT_COLUMNS_MAX) this.#joinColumns();
    const number = Math.floor(second / this.#secondsPerColumn);
    while (this.#columns.length <= number) this.#columns.push(new Float64Array(HEAT_BINS));
    return this.#columns[number] ?? new Float64Array(HEAT_BINS);
  }

  #joinColumns(): void {
    this.#secondsPerColumn *= 2;
    const joined: Float64Array[] = [];
    for (const [number, column] of this.#columns.entries()) {
      const half = joined[Math.floor(number / 2)];
      if (half === undefined) joined.push(column);
      else for (const [bin, count] of column.entries()) half[bin] = (half[bin] ?? 0) + count;
    }
    this.#columns = joined;
  }
}
