import { API_PATHS } from '@lighthouse/contract/api';
import { COMPAT_ROUTES } from '@lighthouse/contract/compat';
import { openApiDocument } from '@lighthouse/contract/openapi';
import { Refusal } from '../domain/refusal.ts';
import { mayOversee } from '../domain/roles.ts';
import { StateDigests } from '../service/state-digest.ts';
import { requireSignature } from './gate.ts';
import type { Metrics } from './metrics.ts';
import { sendJson } from './routes.ts';
import type { RouteParts } from './routes.ts';

export interface ServerIdentity {
  readonly version: string;
  readonly pid: number;
}

export interface OperatorParts {
  readonly identity: ServerIdentity;
  readonly metrics: Metrics;
  /** Clients of the bridge that came before are served. */
  readonly isCompat: boolean;
  readonly isDraining: () => boolean;
}

/**
 * The routes for those who run the server. Health, readiness and metrics need no signature and tell
 * nothing about agents.
 */
export function addOperatorRoutes(
  { app, bridge, gate }: RouteParts,
  { identity, metrics, isCompat, isDraining }: OperatorParts,
): void {
  app.get(API_PATHS.health, (_request, reply) => {
    sendJson(reply, 200, { status: 'alive' });
  });

  app.get(API_PATHS.ready, (_request, reply) => {
    const isReady = bridge.log.failure === undefined && !isDraining();
    sendJson(reply, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready' });
  });

  app.get(API_PATHS.metrics, async (_request, reply) =>
    reply.header('Content-Type', metrics.contentType).send(await metrics.text()),
  );

  // Made when it is first asked for: it takes longer than all the rest of a start.
  let document: string | undefined;
  app.get(API_PATHS.openapi, (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(identity.version, isCompat ? COMPAT_ROUTES : []));
    reply.header('Content-Type', 'application/json; charset=utf-8').send(document);
  });

  app.get(API_PATHS.info, { onRequest: requireSignature }, async (request, reply) => {
    await gate.admitOnce(request);
    const { logId, lastSeq } = bridge.log;
    return sendJson(reply, 200, { name: 'lh-bridge', ...identity, logId, lastSeq });
  });

  const digests = new StateDigests();
  app.get(API_PATHS.stateDigest, { onRequest: requireSignature }, async (request, reply) => {
    const { session } = await gate.admitOnce(request);
    if (!mayOversee(session.role))
      throw new Refusal('FORBIDDEN', 'only a coordinator compares states');
    return sendJson(reply, 200, { ...digests.make(bridge) });
  });
}
