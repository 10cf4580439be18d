import { API_PATHS, LIMITS } from '@lighthouse/contract/api';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DisputedHistory } from '../domain/disputed-history.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge } from '../service/bridge.ts';
import { addAgentRoutes } from './agent-routes.ts';
import type { EnrolToken } from './agent-routes.ts';
import { addCompatRoutes } from './compat/compat-routes.ts';
import type { AccessToken } from './compat/compat-sessions.ts';
import { answerClientError, Connections } from './connections.ts';
import { Gate } from './gate.ts';
import { makeHttpServer } from './http-server.ts';
import type { TlsFiles } from './http-server.ts';
import { Metrics } from './metrics.ts';
import type { ProcessFigures } from './metrics.ts';
import { addOperatorRoutes } from './operator-routes.ts';
import type { ServerIdentity } from './operator-routes.ts';
import { refusalOfThrown, sendProblem } from './problem.ts';
import { addCoordinationRoutes } from './coordination-routes.ts';
import { addReadingRoutes } from './reading-routes.ts';
import { addStatementRoutes } from './statement-routes.ts';
import { addViewingRoutes } from './viewing-routes.ts';
import { addUiRoutes } from './ui-routes.ts';
import type { Ui } from './ui-routes.ts';
import { addWsInbox } from './ws-inbox.ts';

export interface ServerParts {
  readonly bridge: Bridge;
  readonly tokens: readonly EnrolToken[];
  /** Without, it speaks plain HTTP. */
  readonly tls?: TlsFiles | undefined;
  /** Of clients of the bridge that came before; without, there is nothing for them. */
  readonly accessTokens?: readonly AccessToken[] | undefined;
  /** Without, there is no page. */
  readonly ui?: Ui | undefined;
  readonly identity: ServerIdentity;
  readonly processFigures: () => ProcessFigures;
  /** Is told what went wrong on our side. */
  readonly onFailure: (error: unknown) => void;
}

export interface Route {
  readonly method: string;
  /** Ids stand after colons. */
  readonly path: string;
}

export interface Server {
  readonly app: FastifyInstance;
  /** All that is served. */
  readonly routes: readonly Route[];
  /** Takes no more requests, ends all streams and waits for what is under way. */
  drain(): Promise<void>;
}

const PARAM_LENGTH_MAX = 200;

/** Makes the HTTP server of a bridge. It does not listen yet. */
export function createServer(parts: ServerParts): Server {
  const { bridge, onFailure } = parts;
  let isDraining = false;
  const answerError = errorAnswerer(parts);
  const app = Fastify({
    logger: false,
    bodyLimit: LIMITS.bodyBytesMax,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX, caseSensitive: true },
    serverFactory: (handler) =>
      makeHttpServer(handler, { settings: bridge.settings, tls: parts.tls }),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => void answerError(request, reply, error),
  });
  const routes = routesOf(app);
  const metrics = new Metrics(bridge, parts.processFigures);
  app.decorateRequest('signature', null);
  app.decorateRequest('agent', null);
  const connections = new Connections(bridge, app.server);
  readBodiesAsBytes(app);
  answerProblems(app, answerError);
  app.addHook('onRequest', (request, _reply, done) => {
    done(
      isDraining ? draining() : (refusalOfHead(request) ?? connections.refusalOf(request.socket)),
    );
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.countAnswer({ route, status: reply.statusCode, ms: reply.elapsedTime });
    done();
  });
  const gate = new Gate(bridge);
  const routeParts = { app, bridge, gate, onFailure };
  const wsParts = { server: app.server, bridge, gate, connections, onFailure };
  const cutWsOff = addWsInbox({ ...wsParts, isDraining: () => isDraining });
  addAgentRoutes(routeParts, parts.tokens);
  addStatementRoutes(routeParts);
  addCoordinationRoutes(routeParts);
  addViewingRoutes(routeParts);
  addReadingRoutes(routeParts);
  const { identity, accessTokens } = parts;
  const isCompat = accessTokens !== undefined;
  addOperatorRoutes(routeParts, { identity, metrics, isCompat, isDraining: () => isDraining });
  if (isCompat) addCompatRoutes(routeParts, accessTokens);
  if (parts.ui !== undefined) addUiRoutes(routeParts, parts.ui, metrics);
  return {
    app,
    routes,
    drain: async () => {
      isDraining = true;
      const closed = app.close();
      bridge.inbox.endAllStreams();
      await connections.idle();
      // Connections on which nothing was ever asked would keep the server waiting for ever.
      app.server.closeAllConnections();
      cutWsOff();
      await closed;
    },
  };
}

/** Lists what is added to the server from now on. */
function routesOf(app: FastifyInstance): Route[] {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) routes.push({ method: name, path: url });
  });
  return routes;
}

/** What is signed are the bytes of the body, so they are kept as they came. */
function readBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

function refusalOfHead(request: FastifyRequest): Refusal | undefined {
  if (request.headers['content-encoding'] === undefined) return undefined;
  return new Refusal('UNSUPPORTED_MEDIA_TYPE', 'compressed bodies are not read');
}

function draining(): Refusal {
  return new Refusal('OVERLOADED', 'the server is being stopped', 1);
}

type ErrorAnswerer = (request: FastifyRequest, reply: FastifyReply, error: unknown) => FastifyReply;

function errorAnswerer({ bridge, onFailure }: ServerParts): ErrorAnswerer {
  return (request, reply, error) => {
    const refusal = refusalOfThrown(error);
    if (refusal === undefined) {
      onFailure(error);
      return sendProblem(reply, new Refusal('INTERNAL', 'the server failed; it is in its log'));
    }
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    const evidence = refusal instanceof DisputedHistory ? { evidence: refusal.evidence } : {};
    if (request.agent !== null)
      bridge.audit.note(request.agent, { code: refusal.code, route, ...evidence });
    return sendProblem(reply, refusal);
  };
}

function answerProblems(app: FastifyInstance, answerError: ErrorAnswerer): void {
  app.setErrorHandler((error, request, reply) => answerError(request, reply, error));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isKnown = (Object.values(API_PATHS) as string[]).includes(path);
    const refusal = isKnown
      ? new Refusal('METHOD_NOT_ALLOWED', 'this path does not know this method')
      : new Refusal('NOT_FOUND', 'there is no such path');
    return sendProblem(reply, refusal);
  });
}
