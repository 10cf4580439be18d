import { STATEMENTS } from '@lighthouse/contract/coordination';
import type { StatementBody, StatementKind } from '@lighthouse/contract/coordination';
import type { Wish } from '../domain/coordination-drafts.ts';
import { Equivocation } from '../domain/equivocation.ts';
import type { Schema } from '../domain/schema.ts';
import { STATEMENT_SERVICES } from '../service/statement-services.ts';
import { requireKey, requireSignature } from './gate.ts';
import { readBody } from './read-body.ts';
import { receiptOf, requireMayWrite, sendJson } from './routes.ts';
import type { RouteParts } from './routes.ts';

/** The routes by which agents make statements to each other: one shape, one table. */
export function addCoordinationRoutes(parts: RouteParts): void {
  for (const kind of Object.keys(STATEMENTS) as StatementKind[]) addRoute(parts, kind);
}

function addRoute<Kind extends StatementKind>({ app, bridge, gate }: RouteParts, kind: Kind): void {
  const { path, created, request: form } = STATEMENTS[kind];
  const schema = form as unknown as Schema<StatementBody<Kind>>;
  app.post<{ Params: Record<string, string> }>(
    path.replaceAll(/\{(\w+)\}/g, ':$1'),
    { onRequest: requireSignature },
    async (request, reply) => {
      const caller = await gate.admit(request);
      requireMayWrite(bridge, caller, kind);
      const key = requireKey(request);
      const body = readBody(request, schema, caller.origin.agent);
      const wish: Wish<Kind> = { kind, key, ids: { ...request.params }, body };
      const { answer, isRepeat } = await STATEMENT_SERVICES[kind](bridge, caller, wish);
      const said = { ...answer.members, receipt: receiptOf(bridge, answer) };
      if (answer.isEquivocation) throw new Equivocation(said);
      return sendJson(reply, created && !isRepeat ? 201 : 200, said);
    },
  );
}
