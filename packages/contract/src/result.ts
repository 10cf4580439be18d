import * as z from 'zod';
import { outcomeCounts, slice } from './distribution.ts';
import { faultResult, phase } from './fault-result.ts';
import { heatMapSchema } from './heat-map.ts';
import { predictionSchema } from './prediction.ts';
import { scenarioSchema } from './scenario.ts';
import { shardSchema, SHARDS_MAX } from './shard.ts';
import { sloResult } from './slo-result.ts';

/**
 * `result.json`: what a run did and found. Versioned: `schemaVersion` goes up when a reader of the
 * old one would misread it. Times are milliseconds since 1970-01-01T00:00:00Z, durations
 * milliseconds, memory bytes, CPU a share of one core.
 */
export const RESULT_SCHEMA = 'lighthouse/result';
export const RESULT_SCHEMA_VERSION = 1;

const verdictValue = z.enum(['good', 'bad', 'unknown']);
const count = z.int().min(0);

/**
 * Columns of equal length; row i covers [startMs + i * intervalMs, + intervalMs). A quantile of an
 * interval with too few samples is null.
 */
export const series = z.strictObject({
  startMs: z.number(),
  intervalMs: z.number().positive(),
  intended: z.array(count),
  ok: z.array(count),
  fail: z.array(count),
  info: z.array(count),
  dropped: z.array(count),
  /** Agents that have a session. */
  agents: z.array(count),
  latencyP50: z.array(z.number().nullable()),
  latencyP95: z.array(z.number().nullable()),
  latencyP99: z.array(z.number().nullable()),
  latencyMax: z.array(z.number().nullable()),
  sendDelayP99: z.array(z.number().nullable()),
  generatorCpu: z.array(z.number().nullable()),
  generatorMemory: z.array(z.number().nullable()),
  eventLoopDelayP99: z.array(z.number().nullable()),
  targetCpu: z.array(z.number().nullable()),
  targetMemory: z.array(z.number().nullable()),
});

export const auditExample = z.strictObject({
  agent: z.string(),
  op: z.string(),
  key: z.string().optional(),
  seq: z.int().optional(),
  what: z.string(),
});
export const auditCheck = z.strictObject({
  count,
  /** At most 20; `count` counts them all. */
  examples: z.array(auditExample),
});

/**
 * What the liars of one attack got. Attacks are no operations: they stand here and in no slice.
 * attempts = refused + accepted + unknown.
 */
export const byzantineRow = z.strictObject({
  /** The behaviour that the agents were asked to have. */
  behaviour: z.string(),
  attack: z.string(),
  /** Rows of the list of attacks that it plays: docs/byzantine.md. */
  rows: z.array(z.int()),
  /** In words. */
  tried: z.string(),
  /** The right answer, in words. */
  expected: z.string(),
  attempts: count,
  refused: count,
  /** Of those refused, the ones with another answer than the right one. */
  refusedOtherwise: count,
  /** What a correct target has none of. */
  accepted: count,
  /** Not answered, or with an answer that does not tell. */
  unknown: count,
  /** By problem code, HTTP status or kind of broken connection. */
  answers: z.record(z.string(), count),
  /** Of those accepted; at most 20. */
  examples: z.array(auditExample),
});

export const logFinding = z.strictObject({
  code: z.string(),
  severity: z.enum(['critical', 'high', 'medium', 'info']),
  message: z.string(),
  advice: z.string(),
  file: z.string().optional(),
  bytes: z.tuple([z.int(), z.int()]).readonly().optional(),
  seqs: z.tuple([z.int(), z.int()]).readonly().optional(),
  agent: z.string().optional(),
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

export const logVerdict = z.strictObject({
  value: z.enum(['intact', 'tampered', 'unknown']),
  logId: z.string().optional(),
  verifiedCount: count,
  lastSeq: count,
  segmentCount: count,
  byteCount: count,
  findings: z.array(logFinding),
  findingCount: count,
});

export const audit = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('skipped'), reason: z.string() }),
  z.strictObject({
    status: z.literal('done'),
    log: logVerdict,
    /** Operations whose receipts were looked up in the log. */
    acknowledged: count,
    /** Events of the log that were joined with the history. */
    events: count,
    lost: auditCheck,
    forged: auditCheck,
    duplicated: auditCheck,
    changed: auditCheck,
    outOfOrder: auditCheck,
    /** Lies whose answer is not known, but which the log holds. */
    lies: auditCheck.optional(),
    /** Events whose time is not between sending and acknowledgement. */
    mistimed: auditCheck.optional(),
    /** Agents that got no answers while the others did. */
    starved: auditCheck.optional(),
    /** Questions to experts who answer none that were never decided, though their time was over. */
    undecided: auditCheck.optional(),
    /** All questions to such experts. */
    unanswered: z
      .strictObject({
        asked: count,
        /** Without an answer, when their time was over. */
        decided: count,
        /** Their time was not over when the log ended. */
        notDue: count,
      })
      .optional(),
    /** Operations under a fault that kept answers from their agent: left out of `starved`. */
    cutOff: z
      .strictObject({
        operations: count,
        agents: count,
        /** How many of these agents did too little apart from that to be judged. */
        unjudgedAgents: count,
        /** Agents that were judged, among these or others. */
        judgedAgents: count,
      })
      .optional(),
    /** Events whose time is off by no more than a clock step of the run: not `mistimed`. */
    stepped: count.optional(),
    /** `info` operations that the log shows did happen, or did not. */
    infoHappened: count,
    infoDidNotHappen: count,
  }),
]);

const shardNumber = z.int().min(1).max(SHARDS_MAX);

/** Which runs of which machines a merged result was made of, and what each of them said. */
/** What was found of a run, and all that speaks for it. */
export const verdictSchema = z.strictObject({
  value: verdictValue,
  reasons: z.array(z.string()),
  /** How many of the reasons of a bad verdict, the last ones, are of what could not be judged. */
  unknownCount: count.optional(),
});

export const mergedSchema = z.strictObject({
  /** How many shards the run was divided into. */
  of: z.int().min(2).max(SHARDS_MAX),
  /** Numbers of those that were not there to be merged. */
  missing: z.array(shardNumber),
  shards: z.array(
    z.strictObject({
      number: shardNumber,
      runId: z.string(),
      startedAt: z.string(),
      hostFingerprint: z.string(),
      targetUrl: z.string(),
      agents: z.strictObject({ planned: count, joined: count }),
      counts: outcomeCounts,
      generatorLimited: z.boolean(),
      audit,
      verdict: verdictSchema,
    }),
  ),
});

export const resultSchema = z.strictObject({
  schema: z.literal(RESULT_SCHEMA),
  schemaVersion: z.literal(RESULT_SCHEMA_VERSION),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  run: z.strictObject({
    id: z.string(),
    startedAt: z.string(),
    endedAt: z.string(),
    durationMs: z.number(),
    seed: z.int(),
    /** Lower-case hex SHA-256 of the plan's canonical JSON: equal for equal scenario and seed. */
    planSha256: z.string(),
    /** Command line that repeats the run. */
    command: z.string(),
    /** Set when the run was stopped before its end. */
    interrupted: z.string().optional(),
  }),
  host: z.strictObject({
    /**
     * Short hash of os, CPU model, CPU count and memory: runs of different hosts are not compared.
     */
    fingerprint: z.string(),
    os: z.string(),
    arch: z.string(),
    cpuModel: z.string(),
    cpuCount: z.number(),
    effectiveCpus: z.number(),
    memoryBytes: z.number(),
    node: z.string(),
  }),
  target: z.strictObject({
    kind: z.enum(['bridge', 'http']),
    url: z.string(),
    /** `insecure` when any certificate was taken; left out without TLS. */
    tls: z.enum(['verified', 'insecure']).optional(),
    embedded: z.boolean(),
    name: z.string(),
    version: z.string(),
    logId: z.string(),
  }),
  scenario: scenarioSchema,
  agents: z.strictObject({ planned: count, joined: count }),
  workers: count,
  counts: outcomeCounts,
  /** False is our bug, and makes the verdict unknown. */
  conserved: z.boolean(),
  /** All operations together, then by operation, role and behaviour. */
  total: slice,
  slices: z.array(slice),
  /** Operations of the honest agents alone; there when some were not. */
  honest: slice.optional(),
  /** What was intended in the warm-up: in the series and in no other figure. */
  warmup: z.strictObject({ durationMs: z.number(), counts: outcomeCounts }).optional(),
  /** What liars tried; empty when all agents were honest. */
  byzantine: z.array(byzantineRow).default([]),
  /** What agents saw that they should not have seen, or did not see; left out when none looked. */
  seen: z.strictObject({ reads: count, stale: auditCheck, leaked: auditCheck }).optional(),
  series,
  /**
   * Agents that have a session, by behaviour, in the rows of the series; left out when all were
   * honest.
   */
  agentsByBehaviour: z.record(z.string(), z.array(count)).optional(),
  /** How long answers took, over time; left out when none came. */
  latencyHeatMap: heatMapSchema.optional(),
  generator: z.strictObject({
    /**
     * True when the generator, not the target, was the bottleneck: figures of the target cannot be
     * judged.
     */
    limited: z.boolean(),
    reasons: z.array(z.string()),
    cpuMean: z.number().nullable(),
    cpuMax: z.number().nullable(),
    memoryMax: z.number().nullable(),
    eventLoopDelayP99: z.number().nullable(),
    sendDelayP99: z.number().nullable(),
  }),
  targetUse: z.strictObject({
    cpuMean: z.number().nullable(),
    cpuMax: z.number().nullable(),
    memoryMax: z.number().nullable(),
  }),
  /** What was to be expected, beside what happened; not there when nothing was measured here. */
  prediction: predictionSchema.optional(),
  thresholds: z.array(
    z.strictObject({
      metric: z.string(),
      limit: z.string(),
      /**
       * Milliseconds, a share of 1 or a count, as the metric has it; null when there were too few
       * samples.
       */
      actual: z.number().nullable(),
      verdict: verdictValue,
      reason: z.string(),
    }),
  ),
  slo: z.array(sloResult).optional(),
  invariants: z.array(
    z.strictObject({ name: z.string(), verdict: verdictValue, reason: z.string() }),
  ),
  audit,
  /** There when this is one of several runs that together are one. */
  shard: shardSchema.optional(),
  /** There when this was merged from shards. */
  merged: mergedSchema.optional(),
  /** The log, verified while the run went on; left out when it could not be read. */
  logWatch: z
    .strictObject({
      /** Events that were verified as they became durable. */
      verifiedCount: count,
      /** Durable events that it had not come to when it ended. */
      behindCount: count,
      /** How often it looked at the end of the log, and read a segment again. */
      looks: count,
      segmentLooks: count,
      findingCount: count,
      /** The first 20. What faults of the run did to the log is not among them. */
      findings: z.array(
        z.strictObject({
          code: z.string(),
          message: z.string(),
          file: z.string(),
          /** Milliseconds since 1970. */
          foundMs: z.number(),
          /** At most so long after it happened: since the place was last seen to be whole. */
          detectMs: z.number().nullable(),
        }),
      ),
      /** Why it ended before its time. */
      stopped: z.string().optional(),
    })
    .optional(),
  /** In the order of their times. */
  faults: z.array(faultResult).default([]),
  /** Three of each fault that was injected. */
  phases: z.array(phase).default([]),
  verdict: verdictSchema,
});

export type Result = z.infer<typeof resultSchema>;
export type Slice = z.infer<typeof slice>;
export type Series = z.infer<typeof series>;
export type Audit = z.infer<typeof audit>;
export type { Distribution, OutcomeCounts } from './distribution.ts';
export { SLICE_TAGS } from './threshold.ts';
