import { formatValue } from './format-value.ts';
import type { Heat } from './page-data.ts';

/** What is there at all must be seen. */
const INK_MIN = 0.1;
const TICKS_MAX = 7;

/**
 * Gives how opaque a cell is by its count. Logarithmic: one slow answer beside ten thousand quick
 * ones is what a reader looks for.
 */
export function inkOf({ counts }: Pick<Heat, 'counts'>): (count: number) => number {
  const most = counts.reduce((max, bins) => bins.reduce((a, b) => Math.max(a, b), max), 1);
  const whole = Math.log1p(most);
  return (count) => INK_MIN + (1 - INK_MIN) * (Math.log1p(count) / whole);
}

/** Chooses 1, 2, 5, 10 … within the edges of the bins, or their ends when none is. */
export function latencyTicks(edgesMs: readonly number[]): number[] {
  const [from = 1, to = 10] = [edgesMs[0], edgesMs.at(-1)];
  for (const steps of [[1, 2, 5], [1]]) {
    const ticks: number[] = [];
    for (let decade = Math.floor(Math.log10(from)); 10 ** decade <= to; decade++)
      for (const step of steps) {
        const tick = Number(`${step}e${decade}`);
        if (tick >= from * 0.99 && tick <= to * 1.01) ticks.push(tick);
      }
    if (ticks.length <= TICKS_MAX) return ticks.length > 0 ? ticks : [from, to];
  }
  return [from, to];
}

/** Gives the bin that a latency is in; the nearest when it is in none. */
export function binAt({ edgesMs }: Pick<Heat, 'edgesMs'>, latencyMs: number): number {
  const above = edgesMs.findIndex((edge) => edge > latencyMs);
  return Math.max(0, (above < 0 ? edgesMs.length - 1 : above) - 1);
}

/** Says in a line what a column holds: `120 answers, most in 1.6 ms – 2 ms, up to 40 ms`. */
export function describeColumn(
  { edgesMs }: Pick<Heat, 'edgesMs'>,
  bins: readonly number[],
): string {
  const all = bins.reduce((a, b) => a + b, 0);
  if (all === 0) return 'no answers';
  const most = bins.indexOf(Math.max(...bins));
  const last = bins.findLastIndex((count) => count > 0);
  const [from, to, end] = [most, most + 1, last + 1].map((edge) =>
    formatValue(edgesMs[edge] ?? 0, 'milliseconds'),
  );
  const answers = `${formatValue(all, 'count')} answer${all === 1 ? '' : 's'}`;
  return `${answers}, most in ${from} – ${to}, up to ${end}`;
}
