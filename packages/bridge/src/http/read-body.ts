import type { FastifyRequest } from 'fastify';
import { Refusal } from '../domain/refusal.ts';
import type { Schema } from '../domain/schema.ts';
import { parseStrictJson } from './strict-json.ts';

const ISSUES_SHOWN_MAX = 3;
const DETAIL_LENGTH_MAX = 500;
/** Members by which a client may try to say who it is. No request of this API has one. */
const IDENTITY_MEMBERS = ['agent', 'agentId', 'agent_id'];

/**
 * Reads the body of an agent's request by its schema. A body that names another agent is a lie, not
 * a mistake.
 */
export function readBody<T>(request: FastifyRequest, schema: Schema<T>, self: string): T {
  const value = parseBody(request);
  refuseOtherIdentity(value, self);
  return conform(value, schema);
}

/** Reads the body of a request that no agent has signed. */
export function readUnsignedBody<T>(request: FastifyRequest, schema: Schema<T>): T {
  return conform(parseBody(request), schema);
}

/** Checks anything against its schema. */
export function conform<T>(value: unknown, schema: Schema<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const shown = result.error.issues
    .slice(0, ISSUES_SHOWN_MAX)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  throw new Refusal('BAD_REQUEST', shown.join('; ').slice(0, DETAIL_LENGTH_MAX));
}

function parseBody(request: FastifyRequest): unknown {
  if (!(request.body instanceof Buffer))
    throw new Refusal('BAD_REQUEST', 'the request has no body of application/json');
  return parseStrictJson(request.body);
}

function refuseOtherIdentity(value: unknown, self: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value))
    if (IDENTITY_MEMBERS.includes(name) && member !== self)
      throw new Refusal('IDENTITY_MISMATCH', 'the content names another agent than the signature');
}
