import * as z from 'zod';
import { distribution } from './distribution.ts';
import { FILE_OPERATIONS } from './file-operations.ts';
import { LIMITING_RESOURCES, needsSchema, type LimitingResource } from './prediction.ts';
import { resultSchema } from './result.ts';

/**
 * What the commands of `lh-run` print with `--json`, apart from runs and suites. The number in
 * `schema` goes up when a reader of the old one would misread it.
 */
const count = z.int().min(0);
const verdictValue = resultSchema.shape.verdict.shape.value;
const texts = z.array(z.string()).readonly();
const resources = ['unknown', ...Object.keys(LIMITING_RESOURCES)] as [
  'unknown',
  ...LimitingResource[],
];

const capacityStep = z.strictObject({
  /** Agents, or commands a second of all of them together. */
  level: z.number(),
  /** `limited`: the generator could not make the load, so nothing is known of the target. */
  outcome: z.enum(['held', 'missed', 'limited']),
  /** The limits that did not hold, or what else was wrong. */
  reasons: texts,
  /** Milliseconds, of commands; null when there were too few. */
  latencyP99: z.number().nullable(),
  /** Operations that were answered, a second. */
  operationsPerSecond: z.number(),
  /** Share of one core, on average; null where it cannot be read. */
  targetCpu: z.number().nullable(),
  generatorCpu: z.number().nullable(),
  folder: z.string(),
});

export const capacityAnswerSchema = z.strictObject({
  schema: z.literal('lighthouse/capacity/1'),
  scenario: z.string(),
  /** What was raised: agents, or commands a second. */
  by: z.enum(['agents', 'rate']),
  slo: texts,
  /** The highest level that held; 0 when none did. */
  capacity: z.number(),
  /** Null when every level held. */
  notHeld: z.number().nullable(),
  /** The target may hold more: the generator gave out first, or the search ended. */
  isLowerBound: z.boolean(),
  /** Null when every level held. */
  limitedBy: z.strictObject({ resource: z.enum(resources), why: z.string() }).nullable(),
  confidence: z.strictObject({ level: z.enum(['high', 'medium', 'low']), why: z.string() }),
  /** Operations answered a second at the capacity; the median of its steps that held. */
  operationsPerSecond: z.number().nullable(),
  stop: z.enum(['narrow', 'steps', 'max', 'interrupted']),
  steps: z.array(capacityStep).readonly(),
});

const sweepPoint = z.strictObject({
  /** Share of the agents that lie, 0 to 1. */
  liars: z.number(),
  verdict: verdictValue,
  /** Milliseconds, of the honest agents' operations; null when there were too few. */
  honestLatencyP99: z.number().nullable(),
  /** Share of the honest agents' operations that were acknowledged. */
  honestSuccess: z.number().nullable(),
  /** Commands and reviews of honest agents that were decided, a second. */
  decisions: z.number(),
  attempts: count,
  accepted: count,
  reasons: texts,
  folder: z.string(),
});

export const sweepAnswerSchema = z.strictObject({
  schema: z.literal('lighthouse/sweep/1'),
  points: z.array(sweepPoint).readonly(),
  /** Share of liars of the first run with a bad verdict; null when there is none. */
  breakingShare: z.number().nullable(),
});

export const filesystemAnswerSchema = z.strictObject({
  schema: z.literal('lighthouse/filesystem/1'),
  path: z.string(),
  /** Null where the system does not tell. */
  mount: z
    .strictObject({
      point: z.string(),
      /** As the kernel names it: ext4, fuse.sshfs, tmpfs. */
      type: z.string(),
      /** A device, or what a mount without one calls itself. */
      source: z.string(),
      options: z.string(),
    })
    .nullable(),
  /** Threads that worked at once. */
  workers: z.int().min(1),
  /** Of each file. */
  sizeBytes: z.int().min(1),
  /** Milliseconds that no operation may exceed. */
  limits: z.strictObject({ meanMs: z.number(), p95Ms: z.number() }),
  verdict: z.strictObject({ value: verdictValue, reasons: texts }),
  operations: z
    .array(
      z.strictObject({
        operation: z.enum(FILE_OPERATIONS),
        verdict: verdictValue,
        /** Milliseconds. */
        latency: distribution,
      }),
    )
    .readonly(),
  rounds: count,
  /** Of the thread that worked longest. */
  durationMs: z.number(),
  wrongReads: count,
});

/**
 * Operations by kind: `session`, `safe`, `risky` and `complex` commands, `attack`, or the names of
 * requests.
 */
const operationCounts = z.record(z.string(), count);

const plannedGroup = z.strictObject({
  role: z.string(),
  behaviour: z.string(),
  agents: count,
  /** What its agents intend of their own accord; what they are asked is not known beforehand. */
  operations: operationCounts,
  /** They wait for answers: how many operations that makes is not known beforehand. */
  waitsForAnswers: z.boolean(),
});

/** `lh-run <scenario> --dry-run`: what a run would do. Nothing was started, nobody reached. */
export const dryRunAnswerSchema = z.strictObject({
  schema: z.literal('lighthouse/dry-run/1'),
  name: z.string(),
  /** Lower-case hex SHA-256 of the plan's canonical JSON, which `lh-run plan --json` prints. */
  planSha256: z.string(),
  seed: z.int(),
  /** `embedded`, or a URL. */
  target: z.string(),
  /** Those of the shard, if there is one. */
  agents: count,
  shard: z.strictObject({ number: count, of: count }).optional(),
  /** Threads that would generate the load. */
  workers: z.int().min(1),
  /** Milliseconds since the start of the load. */
  load: z.strictObject({
    rampMs: z.number(),
    warmupMs: z.number(),
    endMs: z.number(),
    /** Answers are waited for so long after the end, at most. */
    drainMs: z.number(),
  }),
  stages: z
    .array(
      z.strictObject({
        atMs: z.number(),
        endMs: z.number(),
        /** Reached at the end: agents at work, or commands a second of all together. */
        target: z.number(),
        of: z.enum(['agents', 'rate']),
      }),
    )
    .readonly(),
  groups: z.array(plannedGroup).readonly(),
  /** Of all groups. */
  operations: operationCounts,
  /** False when there were too many to count one by one: then a part of the agents was counted. */
  isExact: z.boolean(),
  /** What the run is expected to need; null for a server that is no bridge. */
  needs: needsSchema.nullable(),
  faults: z
    .array(
      z.strictObject({
        id: z.string(),
        kind: z.string(),
        atMs: z.number(),
        endMs: z.number(),
        appliesTo: z.string(),
        what: z.string(),
        optional: z.boolean(),
      }),
    )
    .readonly(),
  thresholds: z.array(z.strictObject({ metric: z.string(), limit: z.string() })).readonly(),
  slo: texts,
  invariants: texts,
});

export type CapacityAnswer = z.infer<typeof capacityAnswerSchema>;
export type SweepAnswer = z.infer<typeof sweepAnswerSchema>;
export type FilesystemAnswer = z.infer<typeof filesystemAnswerSchema>;
export type DryRunAnswer = z.infer<typeof dryRunAnswerSchema>;
