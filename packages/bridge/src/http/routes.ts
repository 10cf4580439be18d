import type { Receipt } from '@lighthouse/contract/api';
import type { EventKind } from '@lighthouse/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Answer } from '../domain/answers.ts';
import { Refusal } from '../domain/refusal.ts';
import { mayWrite } from '../domain/roles.ts';
import type { Bridge, Caller } from '../service/bridge.ts';
import type { Gate } from './gate.ts';

/** What the routes of the API are made with. */
export interface RouteParts {
  readonly app: FastifyInstance;
  readonly bridge: Bridge;
  readonly gate: Gate;
  /** Is told what went wrong on our side. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Answers with JSON. A receipt in it stands in a header too, for those who do not look into the
 * body.
 */
export function sendJson<Body extends object>(
  reply: FastifyReply,
  status: number,
  body: Body & { readonly receipt?: Receipt },
): FastifyReply {
  const { receipt } = body;
  if (receipt !== undefined) reply.header('Lighthouse-Receipt', `${receipt.seq}:${receipt.mac}`);
  return reply
    .code(status)
    .header('Content-Type', 'application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

/** Gives the receipt of an answer as the API shows it. */
export function receiptOf({ log }: Bridge, { receipt: { seq, mac } }: Answer): Receipt {
  return { logId: log.logId, seq, mac };
}

/** Refuses a statement that the caller's role does not allow. */
export function requireMayWrite({ state }: Bridge, caller: Caller, kind: EventKind): void {
  const { role, agent } = caller.session;
  if (!mayWrite(state.agents.get(agent)?.allows ?? [], kind))
    throw new Refusal('FORBIDDEN', `not for agents of the role ${role}`);
}
