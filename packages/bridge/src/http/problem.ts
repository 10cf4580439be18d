import { PROBLEMS } from '@lighthouse/contract/api';
import type { ProblemCode } from '@lighthouse/contract/api';
import type { FastifyReply } from 'fastify';
import { DisputedHistory } from '../domain/disputed-history.ts';
import { Equivocation } from '../domain/equivocation.ts';
import { Refusal } from '../domain/refusal.ts';

const TITLES: Record<ProblemCode, string> = {
  BAD_REQUEST: 'The request is malformed',
  TOO_DEEP: 'The body is nested too deep',
  UNAUTHENTICATED: 'Who sent this is not known',
  TOKEN_EXPIRED: 'The signature or the session is too old',
  IDENTITY_MISMATCH: 'The content names another agent than the signature',
  FORBIDDEN: 'Not allowed to this agent',
  NOT_FOUND: 'Not here',
  METHOD_NOT_ALLOWED: 'Not with this method',
  CONFLICT: 'In conflict with what is there',
  REPLAY: 'Sent before',
  IDEMPOTENCY_CONFLICT: 'The idempotency key stands for something else',
  ALREADY_DECIDED: 'Decided before',
  EQUIVOCATION: 'Said otherwise before',
  FENCED: 'No longer the holder of the lease',
  ROLLBACK_DETECTED: 'The log has lost what it acknowledged',
  FORK: 'The log tells another history',
  EXPIRED: 'Too late',
  TOO_LARGE: 'Too large',
  UNSUPPORTED_MEDIA_TYPE: 'Only application/json, not compressed',
  TOO_MANY_REQUESTS: 'Too many requests',
  INTERNAL: 'The server failed',
  OVERLOADED: 'The server is busy',
  LOG_READ_ONLY: 'The log takes no more events',
  DISK_FULL: 'The disk is full',
};

export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Says a refusal as a problem (RFC 9457). */
export function problemOf(refusal: Refusal): Problem {
  const { code, message, retryAfterSeconds } = refusal;
  const status = PROBLEMS[code];
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' };
  if (retryAfterSeconds !== undefined)
    headers['Retry-After'] = String(Math.max(1, Math.ceil(retryAfterSeconds)));
  if (code === 'UNAUTHENTICATED' || code === 'TOKEN_EXPIRED') headers['WWW-Authenticate'] = 'LH1';
  const type = `urn:lighthouse:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  const evidence =
    refusal instanceof DisputedHistory || refusal instanceof Equivocation
      ? { evidence: refusal.evidence }
      : {};
  const problem = { type, title: TITLES[code], status, detail: message, code, ...evidence };
  return { status, headers, body: JSON.stringify(problem) };
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, headers, body } = problemOf(refusal);
  if (hasUnreadBody(reply)) reply.header('Connection', 'close');
  return reply.code(status).headers(headers).send(body);
}

/** What was refused before its body was read is not read to its end, which may never come. */
function hasUnreadBody({ request }: FastifyReply): boolean {
  const { headers, raw } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || 'content-length' in headers;
  return hasBody && headers['content-length'] !== '0' && !raw.complete;
}

/** What Fastify refuses by itself, where 400 is not the word for it. */
const FASTIFY_REFUSALS: ReadonlyMap<string, () => Refusal> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', () => new Refusal('TOO_LARGE', 'the body is too large')],
  [
    'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    () => new Refusal('UNSUPPORTED_MEDIA_TYPE', 'the body must be application/json'),
  ],
  ['FST_ERR_MAX_PARAM_LENGTH', () => new Refusal('NOT_FOUND', 'there is no such path')],
]);

/** Tells what to answer when something was thrown; undefined when it is a bug of ours. */
export function refusalOfThrown(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const known = FASTIFY_REFUSALS.get(String(error.code));
  if (known !== undefined) return known();
  // A path that can't be decoded, a body that broke off or is not as long as it says.
  const isTheirs = 'statusCode' in error && isClientError(error.statusCode);
  return isTheirs ? new Refusal('BAD_REQUEST', 'the request is malformed') : undefined;
}

function isClientError(status: unknown): boolean {
  return typeof status === 'number' && status >= 400 && status < 500;
}
