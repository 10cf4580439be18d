import { STATEMENTS } from '@lighthouse/contract/coordination';
import type { StatementBody, StatementKind } from '@lighthouse/contract/coordination';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/refusal.ts';
import type { Schema } from '../../domain/schema.ts';
import type { Bridge, Caller } from '../../service/bridge.ts';
import { STATEMENT_SERVICES } from '../../service/statement-services.ts';
import { requireKey } from '../gate.ts';
import { conform } from '../read-body.ts';
import { requireMayWrite } from '../routes.ts';

const KEY_BYTES = 16;
const BEGINNING_LENGTH = 200;
const HALF_PAIR = /[\uD800-\uDBFF]$/;

/** What an agent says, in the words of the present API. */
export interface CompatStatement<Kind extends StatementKind> {
  readonly kind: Kind;
  readonly ids?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** Makes a statement as its route under /v1 does, and gives what stands in the answer. */
export async function makeStatement<Kind extends StatementKind>(
  bridge: Bridge,
  { caller, request }: { readonly caller: Caller; readonly request: FastifyRequest },
  { kind, ids = {}, body }: CompatStatement<Kind>,
): Promise<Readonly<Record<string, unknown>>> {
  requireMayWrite(bridge, caller, kind);
  const schema = STATEMENTS[kind].request as unknown as Schema<StatementBody<Kind>>;
  const key = keyOf(bridge, request);
  const wish = { kind, key, ids, body: conform(body, schema) };
  const { answer } = await STATEMENT_SERVICES[kind](bridge, caller, wish);
  return answer.members;
}

/** Those clients know no idempotency keys; one that does may send one. */
export function keyOf({ randomBytes }: Bridge, request: FastifyRequest): string {
  if (request.headers['idempotency-key'] !== undefined) return requireKey(request);
  return `compat-${Buffer.from(randomBytes(KEY_BYTES)).toString('base64url')}`;
}

/** Refuses a member that names somebody else as the one who speaks. */
export function requireSelf(named: string | undefined, { origin }: Caller): void {
  if (named !== undefined && named !== origin.agent)
    throw new Refusal('IDENTITY_MISMATCH', 'the content names another agent than the session');
}

/** Cuts a text short between characters. */
export function beginningOf(text: string): string {
  return text.slice(0, BEGINNING_LENGTH).replace(HALF_PAIR, '');
}
