import * as z from 'zod';
import { LIMITS } from './api-paths.ts';
import { COORDINATION_MESSAGES } from './coordination-messages.ts';
import { nameSchema } from './names.ts';

export { API_PATHS, LIMITS } from './api-paths.ts';

export const ROLES = ['builder', 'expert', 'coordinator'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

export const receiptSchema = z.strictObject({
  logId: z.string(),
  seq: z.int().min(1),
  mac: z.string(),
});

/** POST /v1/agents, with `Authorization: Bearer <enrolment token>`. Answered 201. */
export const enrolRequest = z.strictObject({ agent: nameSchema, role: roleSchema });
export const enrolResponse = z.strictObject({
  agent: nameSchema,
  role: roleSchema,
  credential: z.int().min(1),
  /** Base64url, 32 bytes. Shown once; the server keeps no copy. */
  secret: z.string(),
  logId: z.string(),
  receipt: receiptSchema,
});

/** DELETE: of an agent, or of a session. */
export const receiptResponse = z.strictObject({ receipt: receiptSchema });
/** GET /health and /ready. */
export const statusResponse = z.strictObject({ status: z.string() });

/** POST /v1/sessions. Answered 201. */
export const sessionResponse = z.strictObject({
  session: z.string(),
  agent: nameSchema,
  role: roleSchema,
  logId: z.string(),
  expiresAt: z.string(),
  receipt: receiptSchema,
});

export const COMMAND_CLASSES = ['safe', 'risky', 'complex', 'forbidden'] as const;

/** POST /v1/commands, with an `Idempotency-Key` header. 200 decided, 202 escalated. */
export const commandRequest = z.strictObject({
  /**
   * What the policy looks at: a verb and its object, for example `file.read` or
   * `deploy.production`.
   */
  action: nameSchema,
  target: z.string().max(1000).default(''),
  /** Steps are written to the log in one append with the command. */
  steps: z.array(z.string().max(LIMITS.payloadBytesMax)).max(LIMITS.stepCountMax).default([]),
  /** Free text of the agent; stored as sent. */
  content: z.string().max(LIMITS.payloadBytesMax).default(''),
});
export const DECISIONS = ['allowed', 'denied', 'escalated'] as const;
export const commandResponse = z.strictObject({
  command: z.string(),
  decision: z.enum(DECISIONS),
  reason: z.string(),
  /** Of the append that holds the command, its steps and the decision. */
  receipt: receiptSchema,
});

/**
 * POST /v1/reviews/{command}, by the expert it was escalated to, with an `Idempotency-Key` header.
 * Answered 200.
 */
export const reviewRequest = z.strictObject({
  verdict: z.enum(['approve', 'reject']),
  reason: z.string().max(2000).default(''),
});
export const reviewResponse = z.strictObject({
  command: z.string(),
  decision: z.enum(['allowed', 'denied']),
  receipt: receiptSchema,
});

/**
 * POST /v1/events, with an `Idempotency-Key` header: stores an event in the agent's own stream.
 * Answered 201.
 */
export const eventRequest = z.strictObject({
  /** Types of the server's own, and all that begin with `$`, are understood and refused. */
  type: z.string().regex(/^\$?[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/, { error: 'not a name' }),
  content: z.string().max(LIMITS.payloadBytesMax),
});
export const eventResponse = z.strictObject({ receipt: receiptSchema });

/** A whole number in a query. */
const digits = z
  .string()
  .regex(/^(0|[1-9]\d{0,15})$/, { error: 'not a whole number' })
  .transform(Number);

/** GET /v1/events?stream=&type=&agent=&correlation=&after=&limit= */
export const eventsQuery = z.strictObject({
  stream: nameSchema.optional(),
  type: nameSchema.optional(),
  agent: nameSchema.optional(),
  correlation: z.string().max(200).optional(),
  after: digits.pipe(z.int().min(0)).optional(),
  limit: digits.pipe(z.int().min(1).max(LIMITS.eventsPageMax)).default(100),
});
export const pageQuery = eventsQuery.pick({ after: true, limit: true });
export const storedEventJson = z.strictObject({
  seq: z.int(),
  /** RFC 3339. */
  time: z.string(),
  type: z.string(),
  stream: z.string(),
  version: z.int(),
  agent: z.string().optional(),
  correlation: z.string().optional(),
  key: z.string().optional(),
  /** The payload as text; base64 when it is not UTF-8. */
  content: z.string(),
  encoding: z.enum(['utf8', 'base64']),
  mac: z.string(),
});
export const eventsResponse = z.strictObject({
  events: z.array(storedEventJson),
  /** Pass as `after` for the next page; absent on the last one. */
  next: z.int().optional(),
});

/** GET /v1/inbox: server-sent events, `id` = sequence number, resumed by Last-Event-ID. */
export const inboxMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('review.requested'),
    command: z.string(),
    action: z.string(),
    target: z.string(),
    agent: z.string(),
  }),
  z.strictObject({
    kind: z.literal('command.decided'),
    command: z.string(),
    decision: z.enum(['allowed', 'denied']),
    reason: z.string(),
    /** The idempotency key the command was submitted with. */
    key: z.string(),
  }),
  ...COORDINATION_MESSAGES,
]);
export type InboxMessage = z.infer<typeof inboxMessage>;

/** GET /v1/info: who this server is. */
export const infoResponse = z.strictObject({
  name: z.string(),
  version: z.string(),
  logId: z.string(),
  lastSeq: z.int(),
  pid: z.int(),
});

/** GET /v1/state/digest. SHA-256, hex. */
export const stateDigestResponse = z.strictObject({
  logId: z.string(),
  /** Of the last event that the state holds. */
  seq: z.int(),
  digest: z.string(),
  /** Of each part of the state, so that one sees which differs. */
  parts: z.record(z.string(), z.string()),
});
export type StateDigest = z.infer<typeof stateDigestResponse>;

/** Stable codes of problems, with the HTTP status they come with. */
export const PROBLEMS = {
  BAD_REQUEST: 400,
  TOO_DEEP: 400,
  UNAUTHENTICATED: 401,
  TOKEN_EXPIRED: 401,
  IDENTITY_MISMATCH: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  REPLAY: 409,
  IDEMPOTENCY_CONFLICT: 409,
  ALREADY_DECIDED: 409,
  EQUIVOCATION: 409,
  FENCED: 409,
  ROLLBACK_DETECTED: 409,
  FORK: 409,
  EXPIRED: 410,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  OVERLOADED: 503,
  LOG_READ_ONLY: 503,
  DISK_FULL: 507,
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

const seenSchema = z.object({ seq: z.int(), mac: z.string() });

/** RFC 9457, `application/problem+json`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string(),
  /** Of ROLLBACK_DETECTED and FORK: what the agent holds, and what stands in the log. */
  evidence: z.object({ seen: seenSchema, held: seenSchema }).optional(),
});

export type Receipt = z.infer<typeof receiptSchema>;
export type CommandRequest = z.infer<typeof commandRequest>;
export type CommandResponse = z.infer<typeof commandResponse>;
export type EnrolResponse = z.infer<typeof enrolResponse>;
export type SessionResponse = z.infer<typeof sessionResponse>;
export type StoredEventJson = z.infer<typeof storedEventJson>;
