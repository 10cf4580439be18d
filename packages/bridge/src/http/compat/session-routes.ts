import { COMPAT_PATHS, compatSessionValidate } from '@lighthouse/contract/compat';
import { readUnsignedBody } from '../read-body.ts';
import { sendJson } from '../routes.ts';
import type { CompatParts } from './compat-routes.ts';

/** How the server is, and how an agent comes in. */
export function addCompatSessionRoutes({ app, bridge, sessions }: CompatParts): void {
  app.get(COMPAT_PATHS.status, (_request, reply) => {
    const { state, log, nowMs, startedAtMs } = bridge;
    const isWritable = log.failure === undefined;
    return sendJson(reply, 200, {
      status: isWritable ? 'operational' : 'degraded',
      mode: 'normal',
      components: {
        event_store: isWritable ? 'operational' : 'unavailable',
        expert_coordinator: 'operational',
      },
      active_agents: state.sessions.agentCount,
      pending_validations: state.reviews.openCount,
      uptime_seconds: (nowMs() - startedAtMs) / 1000,
    });
  });

  app.post(COMPAT_PATHS.sessionCreate, async (request, reply) => {
    const { session, token } = await sessions.open(request);
    return sendJson(reply, 200, {
      session_id: session.session,
      session_token: token,
      expires_at: session.expiresAt,
      agent_id: session.agent,
    });
  });

  app.post(COMPAT_PATHS.sessionValidate, (request, reply) => {
    const { session_token, agent_id } = readUnsignedBody(request, compatSessionValidate);
    const session = sessions.sessionOf(session_token);
    const valid = session !== undefined && (agent_id ?? session.agent) === session.agent;
    return sendJson(reply, 200, { valid });
  });
}
