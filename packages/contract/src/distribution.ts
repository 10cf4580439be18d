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

/** Figures of one slice of the operations: those with these tags. */
export const slice = z.strictObject({
  op: z.string(),
  role: z.string(),
  behaviour: z.string(),
  counts: outcomeCounts,
  /** From intended to answered. */
  latency: distribution,
  /** From sent to answered. */
  serviceTime: distribution,
  /** From intended to sent. */
  sendDelay: distribution,
  /**
   * The part of it that was spent waiting for a connection; left out in results from before it was
   * measured.
   */
  connectionWait: distribution.optional(),
  /** By problem code, HTTP status or kind of broken connection. */
  errors: z.record(z.string(), count),
});

export type Distribution = z.infer<typeof distribution>;
export type OutcomeCounts = z.infer<typeof outcomeCounts>;
