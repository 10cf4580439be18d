import * as z from 'zod';
import { logFinding } from './result.ts';

/**
 * What `lh-verify watch` and `lh-verify drill` print for scripts: the summary with `--json`, which
 * is also what the status page reads, and an alert a line with `--ndjson`. Times are milliseconds
 * since 1970-01-01T00:00:00Z, durations milliseconds. Ranges are half-open. Texts come from the log
 * as they are: escape them before they reach a terminal or a page.
 */
export const WATCH_SCHEMA = 'lighthouse/watch/1';
export const ALERT_SCHEMA = 'lighthouse/alert/1';
export const DRILL_SCHEMA = 'lighthouse/drill/1';

const count = z.int().min(0);
const ms = z.number().min(0);
const severity = z.enum(['critical', 'high', 'medium', 'info']);

/** A finding that was made while watching, once however often it is seen. */
export const watchFinding = z.strictObject({
  /** Names it, in `lh-verify resolve` too. */
  id: z.string(),
  state: z.enum(['open', 'resolved']),
  finding: logFinding,
  /** Other codes that the same bytes were found to deserve, when more of the log was seen. */
  alsoCodes: z.array(z.string()),
  /** Whether it was found while following, in a second look at a place, or by a sweep. */
  source: z.enum(['follow', 'section', 'sweep']),
  firstSeenAt: ms,
  lastSeenAt: ms,
  seenCount: count,
  resolution: z.strictObject({ note: z.string(), by: z.string(), at: ms }).optional(),
});

/** A line of `--ndjson`, of an alert file, and the body of a webhook. */
export const alertSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    schema: z.literal(ALERT_SCHEMA),
    kind: z.enum(['raised', 'refined', 'resolved']),
    /** Sequence number in the alert history. */
    seq: count,
    at: ms,
    store: z.string(),
    alert: watchFinding,
  }),
  z.strictObject({
    schema: z.literal(ALERT_SCHEMA),
    kind: z.literal('summary'),
    seq: count,
    at: ms,
    store: z.string(),
    /** Alerts that were held back since the last summary: there were too many of one kind. */
    heldBackCount: count,
    byCode: z.record(z.string(), count),
    worst: severity,
  }),
]);

export const watchAnswerSchema = z.strictObject({
  schema: z.literal(WATCH_SCHEMA),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  store: z.string(),
  logId: z.string().optional(),
  /** `intact` only when all that is durable was verified and no finding is open. */
  verdict: z.enum(['intact', 'tampered', 'unknown']),
  /** What the follower saw last. */
  state: z.enum(['starting', 'following', 'behind', 'waiting', 'gone']),
  startedAt: ms,
  now: ms,
  follow: z.strictObject({
    /** Last event that is durable, by HEAD. */
    durableSeq: count,
    /** Last event that was verified. */
    verifiedSeq: count,
    /** First event that was verified while following; those before it are the sweep's. */
    beganAtSeq: count,
    verifiedCount: count,
    byteCount: count,
    /** From an append to its verification; null before there was one. */
    lagMs: z.strictObject({
      last: ms.nullable(),
      p50: ms.nullable(),
      p99: ms.nullable(),
      max: ms.nullable(),
    }),
  }),
  /** Durable events that were not verified, neither while following nor by a sweep. */
  unverifiedCount: count,
  sweep: z.strictObject({
    doneCount: count,
    isRunning: z.boolean(),
    share: z.number().min(0).max(1),
    bytesDone: count,
    bytesTotal: count,
    lastEndedAt: ms.nullable(),
    lastDurationMs: ms.nullable(),
    lastVerifiedCount: count,
    lastVerdict: z.enum(['intact', 'tampered', 'unknown']).nullable(),
  }),
  findings: z.strictObject({
    openCount: count,
    resolvedCount: count,
    /** More than are remembered. */
    forgottenCount: count,
    heldBackCount: count,
    /** What was suspect and turned out to be nothing. */
    clearedSuspicionCount: count,
    /** The newest first, at most 200. */
    list: z.array(watchFinding),
  }),
  sinks: z.array(
    z.strictObject({
      name: z.string(),
      deliveredCount: count,
      failedCount: count,
      /** There are alerts that it has not had yet. */
      isWaiting: z.boolean(),
      lastFailure: z.string().optional(),
    }),
  ),
  process: z.strictObject({ cpuSeconds: ms, residentBytes: count }),
});

export type WatchFinding = z.infer<typeof watchFinding>;
export type Alert = z.infer<typeof alertSchema>;
export type WatchAnswer = z.infer<typeof watchAnswerSchema>;

export const drillAnswerSchema = z.strictObject({
  schema: z.literal(DRILL_SCHEMA),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  /** Every detectable tampering was found, rightly named, and nobody was accused in vain. */
  isPassed: z.boolean(),
  classes: z.array(
    z.strictObject({
      name: z.string(),
      /**
       * `tampering` can be found from the log alone; `anchored` only by who remembers something of
       * it, as the watcher does; `undetectable` by nobody who was not there; `harmless` must not be
       * reported.
       */
      kind: z.enum(['tampering', 'anchored', 'undetectable', 'harmless']),
      trialCount: count,
      detectedCount: count,
      /** Detected under one of the names that it deserves. */
      rightlyNamedCount: count,
      falseAlarmCount: count,
      detectMs: z.array(ms),
      codes: z.record(z.string(), count),
      /** What an audit without an anchor says afterwards. */
      auditAlone: z.record(z.string(), count),
    }),
  ),
  /** Null when nothing was to be detected, or nothing was reported. */
  recall: z.number().nullable(),
  precision: z.number().nullable(),
  detectMs: z.strictObject({ median: ms.nullable(), max: ms.nullable() }),
});

export type DrillAnswer = z.infer<typeof drillAnswerSchema>;
