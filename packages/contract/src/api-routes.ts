import type * as z from 'zod';
import {
  API_PATHS,
  commandRequest,
  commandResponse,
  enrolRequest,
  enrolResponse,
  eventRequest,
  eventResponse,
  eventsQuery,
  eventsResponse,
  infoResponse,
  pageQuery,
  receiptResponse,
  reviewRequest,
  reviewResponse,
  sessionResponse,
  stateDigestResponse,
  statusResponse,
} from './api.ts';
import { STATEMENTS } from './coordination.ts';
import {
  collaborationView,
  elicitationView,
  expertsQuery,
  expertsView,
  messagesView,
  presenceView,
  proposalView,
  taskView,
  tasksView,
} from './coordination-views.ts';

/** Every request that the bridge answers over HTTP. Its OpenAPI document is made from this. */
export interface ApiRoute {
  readonly method: 'get' | 'post' | 'delete';
  /** Ids stand in braces. */
  readonly path: string;
  readonly means: string;
  /**
   * `signature`: see request-signature.ts. `token`: an enrolment token. `access`, `session`: an
   * access token and a session token of the compatibility layer.
   */
  readonly proof: 'signature' | 'token' | 'access' | 'session' | 'none';
  /** Needs an `Idempotency-Key` header. */
  readonly hasKey?: boolean;
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  /** By status: the form of the answer, or its media type when it is not JSON. */
  readonly answers: Readonly<Record<number, z.ZodType | string>>;
}

const signed = { proof: 'signature' } as const;
const open = { proof: 'none' } as const;

const STATED: readonly ApiRoute[] = Object.values(STATEMENTS).map((form) => ({
  method: 'post',
  path: form.path,
  means: form.means,
  ...signed,
  hasKey: true,
  body: form.request,
  answers: { 200: form.response, ...(form.created ? { 201: form.response } : {}) },
}));

function view(path: string, means: string, answer: z.ZodType, query?: z.ZodType): ApiRoute {
  const asked = query === undefined ? {} : { query };
  return { method: 'get', path, means, ...signed, ...asked, answers: { 200: answer } };
}

const VIEWS: readonly ApiRoute[] = [
  view(`${API_PATHS.proposals}/{id}`, 'A proposal, its votes and what came of it.', proposalView),
  view(API_PATHS.tasks, 'Tasks that wait and that one may claim.', tasksView),
  view(`${API_PATHS.tasks}/{id}`, 'A task and who is at it.', taskView),
  view(`${API_PATHS.elicitations}/{id}`, 'A question and its answer.', elicitationView),
  view(`${API_PATHS.collaborations}/{id}`, 'A group and its members.', collaborationView),
  view(
    `${API_PATHS.collaborations}/{id}/messages`,
    'What was said in a group.',
    messagesView,
    pageQuery,
  ),
  view(API_PATHS.experts, 'Experts and what they can do.', expertsView, expertsQuery),
  view(`${API_PATHS.presence}/{id}`, 'Whether an agent is there.', presenceView),
  view(API_PATHS.events, 'Events that concern the agent.', eventsResponse, eventsQuery),
  view(API_PATHS.info, 'Who the server is.', infoResponse),
  view(
    API_PATHS.stateDigest,
    'A digest of the state, to compare two. Coordinators only, once a second.',
    stateDigestResponse,
  ),
];

export const API_ROUTES: readonly ApiRoute[] = [
  {
    method: 'post',
    path: API_PATHS.agents,
    means: 'Register an agent.',
    proof: 'token',
    body: enrolRequest,
    answers: { 201: enrolResponse },
  },
  {
    method: 'delete',
    path: `${API_PATHS.agents}/{agent}`,
    means: 'Revoke an agent. Coordinators only.',
    ...signed,
    answers: { 200: receiptResponse },
  },
  {
    method: 'post',
    path: API_PATHS.sessions,
    means: 'Open a session. Signed with session `-`.',
    ...signed,
    answers: { 201: sessionResponse },
  },
  {
    method: 'delete',
    path: API_PATHS.sessions,
    means: 'End the session it is signed with.',
    ...signed,
    answers: { 200: receiptResponse },
  },
  {
    method: 'post',
    path: API_PATHS.commands,
    means: 'Submit a command. 202: an expert is asked.',
    ...signed,
    hasKey: true,
    body: commandRequest,
    answers: { 200: commandResponse, 202: commandResponse },
  },
  {
    method: 'post',
    path: `${API_PATHS.reviews}/{command}`,
    means: 'Answer a review. Only by the expert that was asked.',
    ...signed,
    hasKey: true,
    body: reviewRequest,
    answers: { 200: reviewResponse },
  },
  {
    method: 'post',
    path: API_PATHS.events,
    means: 'Store an event of one’s own.',
    ...signed,
    hasKey: true,
    body: eventRequest,
    answers: { 200: eventResponse, 201: eventResponse },
  },
  {
    method: 'get',
    path: API_PATHS.inbox,
    means:
      'Hear of what concerns the agent: server-sent events, resumed with Last-Event-ID. The same ' +
      'over WebSocket.',
    ...signed,
    answers: { 200: 'text/event-stream' },
  },
  ...STATED,
  ...VIEWS,
  {
    method: 'get',
    path: API_PATHS.health,
    means: 'The process is alive.',
    ...open,
    answers: { 200: statusResponse },
  },
  {
    method: 'get',
    path: API_PATHS.ready,
    means: 'The log takes events and the server is not being stopped.',
    ...open,
    answers: { 200: statusResponse, 503: statusResponse },
  },
  {
    method: 'get',
    path: API_PATHS.metrics,
    means: 'Figures for Prometheus.',
    ...open,
    answers: { 200: 'text/plain' },
  },
  {
    method: 'get',
    path: API_PATHS.openapi,
    means: 'This document.',
    ...open,
    answers: { 200: 'application/json' },
  },
];
