import {
  COMPAT_PATHS,
  compatElicitationCreate,
  compatElicitationPending,
  compatElicitationRespond,
} from '@lighthouse/contract/compat';
import type { ElicitationView } from '@lighthouse/contract/coordination-views';
import { viewElicitation } from '../../service/look-at.ts';
import { conform, readBody } from '../read-body.ts';
import { sendJson } from '../routes.ts';
import type { CompatParts } from './compat-routes.ts';
import { makeStatement, requireSelf } from './compat-statements.ts';
import { valueOf } from './value-of.ts';

const PENDING_SHOWN_MAX = 100;
const STATUS_WORDS = {
  open: 'pending',
  answered: 'accepted',
  declined: 'declined',
  expired: 'expired',
} as const;

/** Questions between agents. */
export function addCompatQuestionRoutes({ app, bridge, sessions }: CompatParts): void {
  app.post(COMPAT_PATHS.elicitationCreate, async (request, reply) => {
    const caller = sessions.admit(request);
    const body = readBody(request, compatElicitationCreate, caller.origin.agent);
    requireSelf(body.from_agent, caller);
    const { to_agent: to, message, schema, timeout_seconds } = body;
    const question = schema === undefined ? message : JSON.stringify({ message, schema });
    const timeoutMs = Math.round(timeout_seconds * 1000);
    const asked = { to, question, timeoutMs };
    const statement = { kind: 'elicitation.asked', body: asked } as const;
    const made = await makeStatement(bridge, { caller, request }, statement);
    return sendJson(reply, 200, {
      elicitation_id: made['elicitation'],
      status: 'pending',
      message: 'asked',
      expires_at: made['expiresAt'],
    });
  });

  app.get(COMPAT_PATHS.elicitationPending, async (request, reply) => {
    const caller = sessions.admit(request);
    requireSelf(conform(request.query, compatElicitationPending).agent_id, caller);
    const elicitations: object[] = [];
    const open = bridge.state.together.elicitations.openTo(caller.origin.agent);
    for (const { elicitation: id } of open.slice(0, PENDING_SHOWN_MAX)) {
      const { agent, ...asked } = await viewElicitation(bridge, caller, id);
      const rest = { ...wordsOf(asked), expires_at: asked.expiresAt };
      elicitations.push({ id, from_agent: agent, ...rest });
    }
    return sendJson(reply, 200, { elicitations, count: elicitations.length });
  });

  app.post(COMPAT_PATHS.elicitationRespond, async (request, reply) => {
    const caller = sessions.admit(request);
    const body = readBody(request, compatElicitationRespond, caller.origin.agent);
    requireSelf(body.responding_agent, caller);
    const { elicitation_id, response_type, data } = body;
    const ids = { elicitation: elicitation_id };
    const content = data === undefined ? '' : JSON.stringify(data);
    const statement =
      response_type === 'accept'
        ? ({ kind: 'elicitation.answered', ids, body: { content } } as const)
        : ({ kind: 'elicitation.declined', ids, body: { reason: content } } as const);
    await makeStatement(bridge, { caller, request }, statement);
    return sendJson(reply, 200, { success: true, elicitation_id, message: response_type });
  });

  app.get<{ Params: { id: string } }>(
    `${COMPAT_PATHS.elicitationStatus}/:id`,
    async (request, reply) => {
      const caller = sessions.admit(request);
      const asked = await viewElicitation(bridge, caller, request.params.id);
      return sendJson(reply, 200, {
        elicitation_id: asked.elicitation,
        status: STATUS_WORDS[asked.status],
        from_agent: asked.agent,
        to_agent: asked.to,
        message: wordsOf(asked).message,
        response: valueOf(asked.content ?? ''),
        expires_at: asked.expiresAt,
      });
    },
  );
}

/** A question with a schema is JSON of both; one that was asked otherwise is what it says. */
function wordsOf({ question }: Pick<ElicitationView, 'question'>) {
  const value = valueOf(question);
  if (typeof value === 'object' && value !== null && 'message' in value && 'schema' in value)
    return { message: value.message, schema: value.schema };
  return { message: question, schema: {} };
}
