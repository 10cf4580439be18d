import * as z from 'zod';

/**
 * How long answers took, over time. Column i covers [startMs + i * intervalMs, + intervalMs) of the
 * series' startMs. A bin is a tenth of a decade: bin b holds the latencies from 10^(b/10)
 * microseconds up to those of bin b + 1, and the lowest one also what was quicker.
 */
export const HEAT_BINS_PER_DECADE = 10;
/** Up to an hour, which is the longest latency that is told apart. */
export const HEAT_BINS = 96;
/** What runs longer has longer columns, not more of them. */
export const HEAT_COLUMNS_MAX = 240;

const count = z.int().min(0);

export const heatMapSchema = z.strictObject({
  intervalMs: z.number().positive(),
  /** Number of the first bin of each column; bins below and above hold nothing. */
  lowestBin: z.int().min(0).max(HEAT_BINS),
  /** Answers by column, then by bin; all columns are equally long. */
  counts: z.array(z.array(count).max(HEAT_BINS)).max(HEAT_COLUMNS_MAX),
});

export type HeatMap = z.infer<typeof heatMapSchema>;

/** Gives the bin that a latency in microseconds belongs to. */
export function heatBinOf(us: number): number {
  if (us < 1) return 0;
  return Math.min(HEAT_BINS - 1, Math.floor(Math.log10(us) * HEAT_BINS_PER_DECADE + ROUNDING));
}

/** Lets 10, 100, … fall into the bin that begins with them. */
const ROUNDING = 1e-9;

/** Gives where a bin begins, in milliseconds. */
export function heatEdgeMs(bin: number): number {
  return 10 ** (bin / HEAT_BINS_PER_DECADE) / 1000;
}
