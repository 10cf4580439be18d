import { API_PATHS, pageQuery } from '@lighthouse/contract/api';
import { expertsQuery } from '@lighthouse/contract/coordination-views';
import type { FastifyRequest } from 'fastify';
import type { Bridge, Caller } from '../service/bridge.ts';
import {
  viewCollaboration,
  viewElicitation,
  viewExperts,
  viewMessages,
  viewPresence,
  viewProposal,
  viewTask,
  viewTasks,
} from '../service/look-at.ts';
import { requireSignature } from './gate.ts';
import { conform } from './read-body.ts';
import { sendJson } from './routes.ts';
import type { RouteParts } from './routes.ts';

type IdRequest = FastifyRequest<{ Params: { id: string } }>;
type View = (bridge: Bridge, caller: Caller, request: IdRequest) => object | Promise<object>;

/** By path: what an agent may look at. */
const VIEWS: Readonly<Record<string, View>> = {
  [`${API_PATHS.proposals}/:id`]: (bridge, caller, { params }) =>
    viewProposal(bridge, caller, params.id),
  [API_PATHS.tasks]: viewTasks,
  [`${API_PATHS.tasks}/:id`]: (bridge, caller, { params }) => viewTask(bridge, caller, params.id),
  [`${API_PATHS.elicitations}/:id`]: (bridge, caller, { params }) =>
    viewElicitation(bridge, caller, params.id),
  [`${API_PATHS.collaborations}/:id`]: (bridge, caller, { params }) =>
    viewCollaboration(bridge, caller, params.id),
  [`${API_PATHS.collaborations}/:id/messages`]: (bridge, caller, { params, query }) => {
    const { after = 0, limit } = conform(query, pageQuery);
    return viewMessages(bridge, caller, { id: params.id, after, limit });
  },
  [API_PATHS.experts]: (bridge, _caller, { query }) =>
    viewExperts(bridge, conform(query, expertsQuery).capability),
  [`${API_PATHS.presence}/:id`]: (bridge, _caller, { params }) => viewPresence(bridge, params.id),
};

/** The routes by which agents look at what they do together. */
export function addViewingRoutes({ app, bridge, gate }: RouteParts): void {
  for (const [path, view] of Object.entries(VIEWS))
    app.get<{ Params: { id: string } }>(
      path,
      { onRequest: requireSignature },
      async (request, reply) => {
        const caller = await gate.admitOnce(request);
        return sendJson(reply, 200, await view(bridge, caller, request));
      },
    );
}
