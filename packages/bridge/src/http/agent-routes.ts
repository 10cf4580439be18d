import { hash, timingSafeEqual } from 'node:crypto';
import { API_PATHS, enrolRequest } from '@lighthouse/contract/api';
import type { Role } from '@lighthouse/contract/api';
import { Refusal } from '../domain/refusal.ts';
import { mayOversee } from '../domain/roles.ts';
import { enrol } from '../service/enrol.ts';
import { revokeAgent } from '../service/revoke-agent.ts';
import { closeSession, openSession } from '../service/sessions.ts';
import { requireSignature } from './gate.ts';
import { readUnsignedBody } from './read-body.ts';
import { sendJson } from './routes.ts';
import type { RouteParts } from './routes.ts';

/** A secret that lets its holder register agents of some roles. */
export interface EnrolToken {
  readonly token: string;
  readonly roles: readonly Role[];
}

/** The routes by which agents join and leave. */
export function addAgentRoutes(
  { app, bridge, gate }: RouteParts,
  tokens: readonly EnrolToken[],
): void {
  const onRequest = requireSignature;
  const grants = tokens.map(({ token, roles }) => ({
    digest: digestOf(token),
    roles,
    // Nobody can tell the token from it, and two tokens have two.
    issuer: bridge.commandIds.idOf('', token, 'i'),
  }));

  app.post(API_PATHS.agents, async (request, reply) => {
    const { roles, issuer } = grantOf(grants, request.headers.authorization);
    const wanted = readUnsignedBody(request, enrolRequest);
    if (!roles.includes(wanted.role))
      throw new Refusal('FORBIDDEN', `this token does not make a ${wanted.role}`);
    return sendJson(reply, 201, await enrol(bridge, { ...wanted, issuer }));
  });

  app.delete<{ Params: { agent: string } }>(
    `${API_PATHS.agents}/:agent`,
    { onRequest },
    async (request, reply) => {
      const caller = await gate.admitOnce(request);
      if (!mayOversee(caller.session.role))
        throw new Refusal('FORBIDDEN', 'only a coordinator revokes agents');
      return sendJson(reply, 200, { receipt: await revokeAgent(bridge, request.params.agent) });
    },
  );

  app.post(API_PATHS.sessions, { onRequest }, async (request, reply) =>
    sendJson(reply, 201, await openSession(bridge, await gate.admitOpening(request))),
  );

  app.delete(API_PATHS.sessions, { onRequest }, async (request, reply) =>
    sendJson(reply, 200, { receipt: await closeSession(bridge, await gate.admitOnce(request)) }),
  );
}

interface Grant {
  readonly digest: Buffer;
  readonly roles: readonly Role[];
  readonly issuer: string;
}

/** Looks at every token, and at all of each, whichever is right. */
function grantOf(grants: readonly Grant[], header: string | undefined): Grant {
  const [scheme = '', token = ''] = (header ?? '').split(' ');
  const digest = digestOf(token);
  const matching = grants.filter((grant) => timingSafeEqual(grant.digest, digest));
  if (scheme.toLowerCase() !== 'bearer' || matching[0] === undefined)
    throw new Refusal('UNAUTHENTICATED', 'the enrolment token is missing or wrong');
  return matching[0];
}

function digestOf(token: string): Buffer {
  return Buffer.from(hash('sha256', token, 'base64'), 'base64');
}
