import * as z from 'zod';
import { distribution, outcomeCounts } from './distribution.ts';
import { FAULT_KINDS, type FaultKind } from './fault.ts';

/**
 * What became of a fault. Times are milliseconds since 1970-01-01T00:00:00Z, durations
 * milliseconds.
 */
export const faultResult = z.strictObject({
  id: z.string(),
  kind: z.enum(Object.keys(FAULT_KINDS) as [FaultKind, ...FaultKind[]]),
  /** One line: what was to be done. */
  description: z.string(),
  /** Who it was done to, such as `10 of 30 agents` or `the bridge`. */
  appliesTo: z.string(),
  optional: z.boolean(),
  /** `injected` is what its probe saw; what was tried and not seen is `failed`. */
  status: z.enum(['injected', 'skipped', 'failed']),
  /** Why, unless it was injected. */
  reason: z.string().optional(),
  /** From the start of the load. */
  plannedStart: z.number(),
  plannedEnd: z.number(),
  /** When it took effect and when it was healed. */
  startMs: z.number().nullable(),
  endMs: z.number().nullable(),
  /** What was looked at, and what was seen there. */
  probe: z.strictObject({
    what: z.string(),
    before: z.string().nullable(),
    during: z.string().nullable(),
    after: z.string().nullable(),
  }),
  /** Share of the honest agents' operations that were acknowledged while it lasted. */
  availability: z.number().nullable(),
  /** From healing until the honest agents were served as before; null when they never were. */
  recoveryMs: z.number().nullable(),
  /** Of a corruption: until the watcher reported it; null when it did not. */
  detectMs: z.number().nullable().optional(),
});

export const PHASES = ['before', 'during', 'after'] as const;

/**
 * A stretch of the run beside a fault, with the figures of the honest agents. `during` holds
 * whatever was under way while the fault lasted; `before` reaches back to the fault before it, and
 * `after` on to the next.
 */
export const phase = z.strictObject({
  fault: z.string(),
  phase: z.enum(PHASES),
  startMs: z.number(),
  endMs: z.number(),
  counts: outcomeCounts,
  /** From intended to answered. */
  latency: distribution,
  errors: z.record(z.string(), z.int().min(0)),
});

export type FaultResult = z.infer<typeof faultResult>;
export type Phase = z.infer<typeof phase>;
export type PhaseName = (typeof PHASES)[number];
