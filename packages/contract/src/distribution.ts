import * as z from 'zod';

const count = z.int().min(0);

/** Conservation: intended = ok + fail + info + dropped. */
export const outcomeCounts = z.strictObject({
  intended: count,
  ok: count,
  fail: count,
  info: count,
  dropped: count,
});

/** A latency distribution. A quantile that too few samples support is null, never a guess. */
export const distribution = z.strictObject({
  count,
  min: z.number().nullable(),
  mean: z.number().nullable(),
  max: z.number().nullable(),
  stddev: z.number().nullable(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  p999: z.number().nullable(),
  /** HdrHistogram V2 compressed, base64; values in microseconds. */
  hdr: z.string(),
});

export type Distribution = z.infer<typeof distribution>;
export type OutcomeCounts = z.infer<typeof outcomeCounts>;
