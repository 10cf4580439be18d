import * as z from 'zod';
import { slice } from './distribution.ts';

const count = z.int().min(0);

/** Shards of one run. */
export const SHARDS_MAX = 1000;

/** Which share of a run's agents: `2/4` is number 2 of 4. */
const place = {
  number: z.int().min(1).max(SHARDS_MAX),
  of: z.int().min(2).max(SHARDS_MAX),
};

/**
 * What a shard keeps so that it can be merged with the others: everything that its own figures
 * have been read off from.
 */
export const shardSchema = z.strictObject({
  ...place,
  /** How long its load lasted, without the drain. */
  loadMs: z.number().min(0),
  /**
   * In the rows of the series: HdrHistograms, encoded as in a distribution, empty where nothing was
   * recorded. Extremes in milliseconds.
   */
  rows: z.strictObject({
    latency: z.array(z.string()),
    sendDelay: z.array(z.string()),
    sendDelayMax: z.array(z.number().nullable()),
  }),
  /** What each threshold with a phase or a fault was judged on. */
  stretches: z.array(
    z.strictObject({ metric: z.string(), seconds: z.number(), slices: z.array(slice) }),
  ),
  /** Of each objective, by row of the series: what ended, what of it was good, and what failed. */
  slo: z.array(
    z.strictObject({
      good: z.array(count),
      total: z.array(count),
      failed: z.array(count).optional(),
    }),
  ),
});

export type Shard = z.infer<typeof shardSchema>;
/** Number 2 of 4: every fourth agent, from the second on. */
export type ShardPlace = Pick<Shard, 'number' | 'of'>;
