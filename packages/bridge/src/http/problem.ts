import { PROBLEMS } from '@lighthouse/contract/api';
import type { ProblemCode } from '@lighthouse/contract/api';
import type { FastifyReply } from 'fastify';
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
  EXPIRED: 'Too late',
  TOO_LARGE: 'Too large',
  UNSUPPORTED_MEDIA_TYPE: 'Only application/json, not compressed',
  TOO_MANY_REQUESTS: 'Too many requests',
  INTERNAL: 'The server failed',
  OVERLOADED: 'The server is busy',
  LOG_READ_ONLY: 'The log takes no more events',
  DISK_FULL: 'The disk is full',
};

/** Answers with a problem (RFC 9457). */
export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { code, message, retryAfterSeconds } = refusal;
  const status = PROBLEMS[code];
  if (retryAfterSeconds !== undefined)
    reply.header('Retry-After', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  if (code === 'UNAUTHENTICATED' || code === 'TOKEN_EXPIRED')
    reply.header('WWW-Authenticate', 'LH1');
  if (hasUnreadBody(reply)) reply.header('Connection', 'close');
  const type = `urn:lighthouse:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  const problem = { type, title: TITLES[code], status, detail: message, code };
  return reply
    .code(status)
    .header('Content-Type', 'application/problem+json')
    .send(JSON.stringify(problem));
}

/** What was refused before its body was read is not read to its end, which may never come. */
function hasUnreadBody({ request }: FastifyReply): boolean {
  return !request.raw.complete;
}

const FASTIFY_REFUSALS: ReadonlyMap<string, () => Refusal> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', () => new Refusal('TOO_LARGE', 'the body is too large')],
  [
    'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    () => new Refusal('UNSUPPORTED_MEDIA_TYPE', 'the body must be application/json'),
  ],
  [
    'FST_ERR_CTP_INVALID_CONTENT_LENGTH',
    () => new Refusal('BAD_REQUEST', 'the body is not as long as Content-Length says'),
  ],
  ['FST_ERR_BAD_URL', () => new Refusal('BAD_REQUEST', 'the path is malformed')],
]);

const BROKEN: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Tells what to answer when something was thrown; undefined when it is a bug of ours. */
export function refusalOfThrown(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  // Fastify says 400 of a body that broke off on its way.
  if ('statusCode' in error && error.statusCode === 400 && BROKEN.has(String(error.code)))
    return new Refusal('BAD_REQUEST', 'the body broke off');
  return FASTIFY_REFUSALS.get(String(error.code))?.();
}
