import type { EventKind } from '@lighthouse/contract';
import { API_PATHS, commandRequest, eventRequest, reviewRequest } from '@lighthouse/contract/api';
import type { FastifyRequest } from 'fastify';
import { answerReview } from '../service/answer-review.ts';
import { storeEvent } from '../service/store-event.ts';
import { submitCommand } from '../service/submit-command.ts';
import { requireKey, requireSignature } from './gate.ts';
import { readBody } from './read-body.ts';
import { receiptOf, requireMayWrite, sendJson } from './routes.ts';
import type { RouteParts } from './routes.ts';

/**
 * The routes by which agents make statements: each has an idempotency key and is answered when it
 * is durable.
 */
export function addStatementRoutes({ app, bridge, gate }: RouteParts): void {
  const onRequest = requireSignature;
  const admit = async (request: FastifyRequest, kind: EventKind) => {
    const caller = await gate.admit(request);
    requireMayWrite(bridge, caller, kind);
    return { caller, key: requireKey(request), self: caller.origin.agent };
  };

  app.post(API_PATHS.commands, { onRequest }, async (request, reply) => {
    const { caller, key, self } = await admit(request, 'command.submitted');
    const content = readBody(request, commandRequest, self);
    const { answer, isRepeat } = await submitCommand(bridge, caller, { key, request: content });
    const status = isRepeat || answer.members['decision'] !== 'escalated' ? 200 : 202;
    return sendJson(reply, status, { ...answer.members, receipt: receiptOf(bridge, answer) });
  });

  app.post<{ Params: { command: string } }>(
    `${API_PATHS.reviews}/:command`,
    { onRequest },
    async (request, reply) => {
      const { caller, key, self } = await admit(request, 'review.answered');
      const content = readBody(request, reviewRequest, self);
      const review = { key, command: request.params.command, ...content };
      const { answer } = await answerReview(bridge, caller, review);
      const { command, decision } = answer.members;
      return sendJson(reply, 200, { command, decision, receipt: receiptOf(bridge, answer) });
    },
  );

  app.post(API_PATHS.events, { onRequest }, async (request, reply) => {
    const { caller, key, self } = await admit(request, 'event.stored');
    const content = readBody(request, eventRequest, self);
    const { answer, isRepeat } = await storeEvent(bridge, caller, { key, ...content });
    return sendJson(reply, isRepeat ? 200 : 201, { receipt: receiptOf(bridge, answer) });
  });
}
