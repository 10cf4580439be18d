import * as z from 'zod';
import { needsSchema, predictionSchema } from './prediction.ts';

/**
 * What `lh-doctor --json` prints. The number in `schema` goes up when a reader of the old one would
 * misread it. Ids of checks stay: `group.name`.
 */
export const DOCTOR_SCHEMA = 'lighthouse/doctor/1';

export const CHECK_GROUPS = [
  'runtime',
  'cpu',
  'memory',
  'disk',
  'limits',
  'network',
  'clock',
  'fuse',
  'services',
  'permissions',
  'tools',
  'scenario',
] as const;

export const CHECK_STATUSES = ['pass', 'warn', 'fail', 'skip', 'error'] as const;

const count = z.int().min(0);

export const checkReport = z.strictObject({
  /** Stable: `group.name`. */
  id: z.string(),
  group: z.enum(CHECK_GROUPS),
  title: z.string(),
  /**
   * `warn` is expected now and then and never a failure; `fail` means that runs would not work or
   * figures could not be trusted; `skip` has a reason in `found`; `error` means that the check
   * itself broke.
   */
  status: z.enum(CHECK_STATUSES),
  /** What there is, with its unit. */
  found: z.string(),
  /** What is needed, with its unit. */
  needed: z.string().optional(),
  /** One line on what to do; always there for warn and fail. */
  advice: z.string().optional(),
  durationMs: z.number().min(0),
});

export const CAPABILITY_NAMES = ['smoke', 'small', 'medium', 'large', 'soak'] as const;

/** Whether a scenario of this name can be run here. */
export const capability = z.strictObject({
  name: z.enum(CAPABILITY_NAMES),
  agents: z.int().min(1),
  /** How long the load lasts. */
  loadMs: z.number().min(0),
  answer: z.enum(['yes', 'with-care', 'no']),
  why: z.string(),
});

/** How much this machine holds, as measured by running agents on it. */
export const capacity = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('not-measured'), how: z.string() }),
  z.strictObject({
    status: z.literal('measured'),
    measuredAt: z.string(),
    /** Agents of one operation a second, for each effective CPU; generator and bridge share it. */
    agentsPerCore: z.number().min(0),
    /** In generator and bridge together. */
    bytesPerAgent: z.number().min(0),
    operationsPerSecond: z.number().min(0),
    limitedBy: z.string(),
  }),
]);

/** What `--fix` or `--setup` did about one thing, or says that its reader must do. */
export const repair = z.strictObject({
  what: z.string(),
  outcome: z.enum(['done', 'there-already', 'needs-you', 'failed']),
  /** A command to run by hand, or why it failed. */
  note: z.string().optional(),
});

export const doctorAnswerSchema = z.strictObject({
  schema: z.literal(DOCTOR_SCHEMA),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  /** Bad when a check failed (with --strict: or warned), unknown when one broke. */
  verdict: z.enum(['good', 'bad', 'unknown']),
  counts: z.strictObject({ pass: count, warn: count, fail: count, skip: count, error: count }),
  checks: z.array(checkReport),
  capabilities: z.array(capability),
  capacity,
  /** Of the scenario named with --for. */
  scenario: z
    .strictObject({
      name: z.string(),
      needs: needsSchema,
      /** Only when it was measured how fast this machine is. */
      prediction: predictionSchema.optional(),
    })
    .optional(),
  repairs: z.array(repair),
});

export type CheckGroup = (typeof CHECK_GROUPS)[number];
export type CheckStatus = (typeof CHECK_STATUSES)[number];
export type CheckReport = z.infer<typeof checkReport>;
export type Capability = z.infer<typeof capability>;
export type Capacity = z.infer<typeof capacity>;
export type Repair = z.infer<typeof repair>;
export type DoctorAnswer = z.infer<typeof doctorAnswerSchema>;
