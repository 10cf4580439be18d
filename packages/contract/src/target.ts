import * as z from 'zod';
import { OPERATION_KINDS } from './operation-kinds.ts';
import { TARGET_LIMITS } from './target-limits.ts';
import { durationText } from './unit-texts.ts';
import { parseDurationMs } from './units.ts';

export { TARGET_LIMITS } from './target-limits.ts';

/** Names of operations that have a meaning of their own. */
const TAKEN_NAMES: readonly string[] = ['all', ...OPERATION_KINDS];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
const NAME = /^[a-z][a-z0-9_-]{0,39}$/;
const NAME_RULE = 'not a name: lower-case letters, digits, - and _, beginning with a letter';

const template = z.string().max(TARGET_LIMITS.templateLengthMax);
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, { error: 'not a name of a header' });
const headers = z
  .record(headerName, template)
  .refine((each) => Object.keys(each).length <= TARGET_LIMITS.headersMax, {
    error: `too many: at most ${TARGET_LIMITS.headersMax}`,
  });
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/, {
  error: 'not a name: letters, digits and _, beginning with a letter',
});
const regexText = z
  .string()
  .min(1)
  .max(TARGET_LIMITS.regexLengthMax)
  .refine(isRegex, { error: 'not a regular expression' });
const status = z.int().min(100).max(599);
const statusClass = z.enum(['2xx', '3xx', '4xx', '5xx']);

const pointer = z.string().regex(/^(\/.*)?$/, { error: 'not a JSON Pointer: write /items/0/id' });

/** Where in an answer a value stands. */
const extraction = z.union([
  /** JSON Pointer (RFC 6901) into the body. */
  z.strictObject({ json: pointer }),
  /** A header, or the part of it that an expression finds. */
  z.strictObject({ header: headerName, regex: regexText.optional() }),
  /** In the body: the first group, or the whole match when there is none. */
  z.strictObject({ regex: regexText }),
]);

/** What an answer must say. Of several conditions in one all must hold. */
const check = z.union([
  /** A value of the body is there and not null; is this one, if it is named; fits, as text. */
  z.strictObject({ json: pointer, is: z.json().optional(), regex: regexText.optional() }),
  /** A header is there; is this one, if it is named; fits. */
  z.strictObject({ header: headerName, is: template.optional(), regex: regexText.optional() }),
  /** The body has this in it. */
  z.strictObject({ text: template.min(1) }),
  z.strictObject({ regex: regexText }),
]);

const requestTimeout = durationBetween(TARGET_LIMITS.requestMsMin, TARGET_LIMITS.requestMsMax);

const REQUEST_KEYS = {
  method: z.enum(METHODS).default('GET'),
  path: template.regex(/^(\/|\{\{)/, { error: 'must begin with /' }),
  headers: headers.default({}),
  /** Text as it is, with its values filled in. */
  body: template.optional(),
  /** A value whose texts are templates, sent as JSON. */
  json: z.json().optional(),
  /** Fields of a form. */
  form: z.record(z.string().min(1).max(200), template).optional(),
  /** Statuses that mean that it was done; 2xx when left out. */
  expect: z.union([status, statusClass, z.array(z.union([status, statusClass])).min(1)]).optional(),
  /** Values for the later requests of the same agent, by name. */
  extract: z
    .record(variableName, extraction)
    .refine((each) => Object.keys(each).length <= TARGET_LIMITS.extractsMax, {
      error: `too many: at most ${TARGET_LIMITS.extractsMax}`,
    })
    .default({}),
  /** What the answer must say beside its status, by names that stand in the errors. */
  check: z
    .record(z.string().regex(NAME, { error: NAME_RULE }), check)
    .refine((each) => Object.keys(each).length <= TARGET_LIMITS.checksMax, {
      error: `too many: at most ${TARGET_LIMITS.checksMax}`,
    })
    .optional(),
  /** An answer that is not whole by then is given up; load.timeout when left out. */
  timeout: requestTimeout.optional(),
};

const httpRequest = z.strictObject({
  /** What thresholds and reports call it. */
  name: z
    .string()
    .regex(NAME, { error: NAME_RULE })
    .refine((name) => !TAKEN_NAMES.includes(name), {
      error: `has a meaning of its own, as have ${TAKEN_NAMES.join(', ')}`,
    }),
  ...REQUEST_KEYS,
});
const sessionRequest = z.strictObject(REQUEST_KEYS);

const url = z.url({ protocol: /^https?$/ });

/** Of every driver. */
const CONNECTION_KEYS = {
  /** Each agent has connections of its own; or all take a free one, as many as there may be. */
  connections: z
    .union([
      z.enum(['per-agent', 'shared']),
      z.strictObject({ shared: z.int().min(1).max(TARGET_LIMITS.sharedConnectionsMax) }),
    ])
    .optional(),
  /** False for a new connection for every request. */
  keepAlive: z.boolean().optional(),
};
const TLS_KEYS = {
  /** File with certificates (PEM) of those who may vouch for the server. */
  ca: z.string().min(1).optional(),
  /** Takes any certificate; the result says so. */
  insecure: z.boolean().optional(),
};

const reviewTimeout = durationBetween(TARGET_LIMITS.reviewMsMin, TARGET_LIMITS.reviewMsMax);

export const targetSchema = z.union([
  z.strictObject({
    bridge: z.literal('embedded'),
    /** How long an expert has to answer; then the command is denied. 60s when left out. */
    reviewTimeout: reviewTimeout.optional(),
    ...CONNECTION_KEYS,
  }),
  z.strictObject({
    bridge: url,
    /** The log's folder, when it can be read from here; without it the log cannot be audited. */
    log: z.string().min(1).optional(),
    ...CONNECTION_KEYS,
    ...TLS_KEYS,
  }),
  z.strictObject({
    /** Any server that speaks HTTP/1.1. */
    http: url,
    /** What agents send: one after the other, or by the shares that a group's mix gives. */
    requests: z.array(httpRequest).min(1).max(TARGET_LIMITS.requestsMax),
    /** What each agent sends when it comes, one after the other: together its session. */
    session: z.array(sessionRequest).min(1).max(TARGET_LIMITS.requestsMax).optional(),
    /** Of every request that has none of that name. */
    headers: headers.default({}),
    /** File with a row for each agent, CSV with a head line or a JSON list, for {{data.…}}. */
    data: z.string().min(1).optional(),
    /** False: no agent keeps the cookies that answers set. */
    cookies: z.boolean().optional(),
    /** What is asked for to see whether the server answers, whatever it answers. */
    health: z
      .string()
      .regex(/^\/[\x21-\x7e]*$/, { error: 'not a path' })
      .default('/'),
    ...CONNECTION_KEYS,
    ...TLS_KEYS,
  }),
]);

export type Target = z.output<typeof targetSchema>;
export type BridgeTarget = Extract<Target, { bridge: string }>;
export type HttpTarget = Extract<Target, { http: string }>;
export type HttpRequest = HttpTarget['requests'][number];
/** One of a session: it has no name. */
export type SessionRequest = NonNullable<HttpTarget['session']>[number];
export type Extraction = HttpRequest['extract'][string];
export type AnswerCheck = z.output<typeof check>;
export type ConnectionChoice = NonNullable<Target['connections']>;

/** Whether a run starts its own bridge. */
export function isEmbedded(target: Target): boolean {
  return 'bridge' in target && target.bridge === 'embedded';
}

/** Says which target it is: `embedded` or a URL. */
export function nameOfTarget(target: Target): string {
  return 'bridge' in target ? target.bridge : target.http;
}

/**
 * Names the operations that thresholds can select by. Enrolment comes before the load and is not
 * measured.
 */
export function operationsOf(target: Target): string[] {
  if ('bridge' in target) return ['session', 'command', 'review'];
  const names = target.requests.map(({ name }) => name);
  return [...(target.session === undefined ? [] : ['session']), ...names];
}

/** A duration of so many milliseconds at least and at most. */
function durationBetween(leastMs: number, mostMs: number) {
  return durationText.refine(
    (text) => {
      const ms = parseDurationMs(text) ?? 0;
      return ms >= leastMs && ms <= mostMs;
    },
    { error: `must be between ${leastMs}ms and ${mostMs / 3_600_000}h` },
  );
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
