import * as z from 'zod';
import { logFinding } from './result.ts';

/**
 * What `lh-verify` prints for scripts: one object with `--json`, a finding a line with `--ndjson`.
 * The number in `schema` goes up when a reader of the old one would misread it. Ranges are
 * half-open. Texts come from the log as they are: escape them before they reach a terminal.
 */
export const VERIFY_SCHEMA = 'lighthouse/verify/1';
export const FINDING_SCHEMA = 'lighthouse/finding/1';
export const PROOF_SCHEMA = 'lighthouse/proof/1';
export const EXPORT_SCHEMA = 'lighthouse/export/1';

const count = z.int().min(0);

/** An event in one line, without its payload. */
export const eventBrief = z.strictObject({
  seq: z.int().min(1),
  /** Microseconds since 1970-01-01T00:00:00Z. */
  tsUs: count,
  type: z.string(),
  stream: z.string(),
  agent: z.string().optional(),
});

/** What bytes say of the event they are, as far as they can be read. */
export const eventSaying = eventBrief.partial();

export const verifyFinding = z.strictObject({
  ...logFinding.shape,
  /**
   * Of the first affected bytes, at most 3. Damaged bytes prove nothing: anybody may have written
   * them.
   */
  says: z.array(eventSaying),
});

/** A line of `--ndjson`. */
export const findingLineSchema = z.strictObject({
  schema: z.literal(FINDING_SCHEMA),
  ...verifyFinding.shape,
});

export const verifyAnswerSchema = z.strictObject({
  schema: z.literal(VERIFY_SCHEMA),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  /** What was verified: a log's folder, the one in a run's folder, or one segment by itself. */
  store: z.strictObject({ kind: z.enum(['log', 'run', 'segment']), path: z.string() }),
  verdict: z.enum(['intact', 'tampered', 'unknown']),
  /** RFC 3339. */
  startedAt: z.string(),
  durationMs: z.number().min(0),
  /** Bytes that were read for the verdict, some of them more than once. */
  readBytes: count,
  bytesPerSecond: z.number().min(0),
  log: z.strictObject({
    /** 32 hex digits; not there when nothing says whose log it is. */
    id: z.string().optional(),
    /** Events whose CRC, MAC and place in the chain were checked. */
    verifiedCount: count,
    lastSeq: count,
    segmentCount: count,
    /** Bytes of the segments that were checked. */
    byteCount: count,
  }),
  /**
   * What is known from outside, and how many of these could not be compared: the log does not hold
   * the events any more.
   */
  anchors: z.strictObject({ receipts: count, checkpoints: count, uncompared: count }),
  /** What is shown of the findings. The verdict is always that of the whole log. */
  selection: z.strictObject({
    max: z.int().min(1),
    from: z.int().min(1).optional(),
    to: z.int().min(1).optional(),
    stream: z.string().optional(),
  }),
  /** All findings, shown or not. */
  findingCount: count,
  /** In order of sequence. */
  findings: z.array(verifyFinding),
  /** The readable events right before and behind the first finding that is shown. */
  neighbours: z.strictObject({ before: eventBrief.optional(), after: eventBrief.optional() }),
});

/** What `check-proof` prints with `--json`. */
export const proofAnswerSchema = z.discriminatedUnion('isProven', [
  z.strictObject({
    schema: z.literal(PROOF_SCHEMA),
    isProven: z.literal(true),
    /** 32 hex digits. */
    log: z.string(),
    /** How many events the checkpoint is of. */
    size: count,
    event: eventBrief,
    /** Base64. */
    payload: z.string(),
  }),
  z.strictObject({
    schema: z.literal(PROOF_SCHEMA),
    isProven: z.literal(false),
    reason: z.string(),
  }),
]);
/** What `check-export` prints with `--json`. */
export const exportAnswerSchema = z.strictObject({
  schema: z.literal(EXPORT_SCHEMA),
  path: z.string(),
  format: z.enum(['jsonl', 'cloudevents']),
  /** `intact` only when every event was held against an intact log. */
  verdict: z.enum(['intact', 'tampered', 'unknown']),
  /** The log that it was held against. */
  log: z
    .strictObject({ path: z.string(), verdict: z.enum(['intact', 'tampered', 'unknown']) })
    .optional(),
  lineCount: count,
  eventCount: count,
  firstSeq: count,
  lastSeq: count,
  /** Events between the first and the last that are not in it: an export may be of a selection. */
  leftOutCount: count,
  comparedCount: count,
  /** Of those compared: payloads under the keys of their subjects, which were left aside. */
  payloadsAsideCount: count,
  findings: z.array(
    z.strictObject({
      code: z.string(),
      line: z.int().min(1),
      seq: z.int().min(1).optional(),
      message: z.string(),
    }),
  ),
  /** All findings, shown or not. */
  findingCount: count,
  /** What nobody can say from this. */
  doubts: z.array(z.string()),
});

export type EventBrief = z.infer<typeof eventBrief>;
export type ExportAnswer = z.infer<typeof exportAnswerSchema>;
export type EventSaying = z.infer<typeof eventSaying>;
export type VerifyFinding = z.infer<typeof verifyFinding>;
export type FindingLine = z.infer<typeof findingLineSchema>;
export type ProofAnswer = z.infer<typeof proofAnswerSchema>;
export type VerifyAnswer = z.infer<typeof verifyAnswerSchema>;
