import * as z from 'zod';

const count = z.int().min(0);

/**
 * What became of an objective: so large a part of the operations is acknowledged within a time.
 * What failed, got lost or was never sent is bad. The budget is the bad ones that the target
 * allows.
 */
export const sloResult = z.strictObject({
  metric: z.string(),
  /** Share of the operations, above 0, below 1. */
  target: z.number(),
  /** Milliseconds. */
  under: z.number(),
  good: count,
  total: count,
  /**
   * Of the bad ones those that failed or got lost: not those that came late or were never sent.
   * Results of earlier versions lack it.
   */
  failed: count.optional(),
  /** Share of them that was good; null when there were none. */
  achieved: z.number().nullable(),
  budget: z.strictObject({
    /** Bad ones that the target allows of so many. */
    allowed: z.number(),
    spent: count,
    /** Share that is left: below 0 when overspent, null when there were no operations. */
    left: z.number().nullable(),
  }),
  /** How many times faster than allowed it was spent; null when there were no operations. */
  burnRate: z.number().nullable(),
  /** The stretch in which it burned fastest; from the start of the load. */
  worst: z
    .strictObject({ fromMs: z.number(), durationMs: z.number(), burnRate: z.number() })
    .nullable(),
  /** Of each row of the series; null where nothing ended. Rows at the end may be left out. */
  burn: z.array(z.number().nullable()),
  verdict: z.enum(['good', 'bad', 'unknown']),
  reason: z.string(),
});
