import * as z from 'zod';
import type { ApiRoute } from './api-routes.ts';

/**
 * Requests of clients of the HTTP bridge that came before, with the members that it had. What a
 * member means that is not named here, nobody asks: `metadata`, `ip_address`, `user_agent` and the
 * like are taken and not kept. Members that say who speaks (`agent_id`, `from_agent`,
 * `responding_agent`) may be left out; when they are there they must be the agent of the session.
 */
export const COMPAT_PATHS = {
  status: '/status',
  sessionCreate: '/session/create',
  sessionValidate: '/session/validate',
  validate: '/validate',
  eventStore: '/event/store',
  eventQuery: '/event/query',
  expertRegister: '/expert/register',
  expertDelegate: '/expert/delegate',
  expertAvailable: '/expert/available',
  taskDispatch: '/task/dispatch',
  collaborationStart: '/collaboration/start',
  elicitationCreate: '/elicitation/create',
  elicitationPending: '/elicitation/pending',
  elicitationRespond: '/elicitation/respond',
  elicitationStatus: '/elicitation/status',
} as const;

const agent = z.string().max(200).optional();
const text = z.string();
const longText = z.string().max(16_384).default('');
const members = z.record(z.string(), z.unknown()).default({});
const seconds = (otherwise: number) => z.number().min(0.05).max(604_800).default(otherwise);

export const compatSessionCreate = z.object({ agent_id: agent });
export const compatSessionValidate = z.object({
  session_token: z.string().max(500),
  agent_id: agent,
});
export const compatValidate = z.object({
  tool_name: z.string().min(1).max(200),
  tool_input: members,
  agent_id: agent,
});
export const compatEventStore = z.object({
  event_type: z.string().min(1).max(200),
  aggregate_id: z.string().max(200).default(''),
  aggregate_type: z.string().max(200).default(''),
  data: z.unknown().default({}),
  agent_id: agent,
});
export const compatEventQuery = z.object({
  event_type: z.string().max(200).optional(),
  agent_id: agent,
  /** ISO 8601, both ends included. */
  start_time: z.iso.datetime({ offset: true, local: true }).optional(),
  end_time: z.iso.datetime({ offset: true, local: true }).optional(),
  /** Only events after this one. */
  since_sequence: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type CompatEventQuery = z.output<typeof compatEventQuery>;
export const compatExpertRegister = z.object({
  agent_id: agent,
  agent_type: z.string().max(200).default(''),
  capabilities: z.array(z.string().max(200)).max(50),
});
export const compatExpertDelegate = z.object({
  tool_name: z.string().min(1).max(200),
  tool_input: members,
  target_expert: z.string().min(1).max(200),
});
export const compatTaskDispatch = z.object({
  task_description: longText,
  /** An agent, or what its expert must be able to do. */
  target_agent: z.string().min(1).max(200),
  priority: z.string().max(50).default('normal'),
});
export const compatCollaborationStart = z.object({
  collaboration_type: z.string().max(100).default('general'),
  participants: z.array(z.string().max(200)).max(100).default([]),
  objective: z.string().max(2000).default(''),
});
export const compatElicitationCreate = z.object({
  from_agent: agent,
  to_agent: z.string().min(1).max(200),
  message: z.string().min(1).max(8000),
  /** What the answer should look like: told to the agent that is asked, and not checked. */
  schema: z.unknown().optional(),
  timeout_seconds: seconds(30),
});
export const compatElicitationPending = z.object({ agent_id: agent });
export const compatElicitationRespond = z.object({
  elicitation_id: z.string().min(1).max(200),
  responding_agent: agent,
  response_type: z.enum(['accept', 'decline', 'cancel']),
  data: z.unknown().optional(),
});

const event = z.object({
  event_id: text,
  event_type: text,
  aggregate_id: text,
  aggregate_type: text,
  timestamp: text,
  data: z.unknown(),
  source_agent: text,
  source_component: text,
  sequence: z.int(),
});
const question = z.object({
  id: text,
  from_agent: text,
  message: text,
  schema: z.unknown(),
  expires_at: text,
});
const dispatched = { status: text, message: text };

const open = { proof: 'none' } as const;
const session = { proof: 'session' } as const;

function post(
  path: string,
  means: string,
  body: z.ZodType,
  answer: Readonly<Record<string, z.ZodType>>,
): ApiRoute {
  return { method: 'post', path, means, ...session, body, answers: { 200: z.object(answer) } };
}

function get(
  path: string,
  means: string,
  answer: Readonly<Record<string, z.ZodType>>,
  query?: z.ZodType,
): ApiRoute {
  const asked = query === undefined ? {} : { query };
  return { method: 'get', path, means, ...session, ...asked, answers: { 200: z.object(answer) } };
}

const P = COMPAT_PATHS;

/** What a bridge answers besides when it serves clients of the one before. */
export const COMPAT_ROUTES: readonly ApiRoute[] = [
  {
    ...get(P.status, 'How the server is.', {
      status: text,
      mode: text,
      components: z.record(text, text),
      active_agents: z.int(),
      pending_validations: z.int(),
      uptime_seconds: z.number(),
    }),
    ...open,
  },
  {
    ...post(P.sessionCreate, 'Open a session with an access token.', compatSessionCreate, {
      session_id: text,
      session_token: text,
      expires_at: text,
      agent_id: text,
    }),
    proof: 'access',
  },
  {
    ...post(P.sessionValidate, 'Ask whether a session is open.', compatSessionValidate, {
      valid: z.boolean(),
    }),
    ...open,
  },
  post(P.validate, 'Submit a command, as POST /v1/commands.', compatValidate, {
    approved: z.boolean(),
    reasoning: text,
    confidence: z.number(),
    processing_time_ms: z.number(),
    metadata: z.object({ decision: text, command: text, expert_required: z.boolean() }),
  }),
  post(P.eventStore, 'Store an event of one’s own, as POST /v1/events.', compatEventStore, {
    event_id: text,
    ...dispatched,
    sequence: z.int(),
  }),
  get(
    P.eventQuery,
    'Events that concern the agent, as GET /v1/events.',
    { events: z.array(event), count: z.int(), message: text },
    compatEventQuery,
  ),
  post(P.expertRegister, 'Say what one can do, as POST /v1/experts.', compatExpertRegister, {
    success: z.boolean(),
    message: text,
    agent_id: text,
  }),
  post(P.expertDelegate, 'Make a task for an expert, as POST /v1/tasks.', compatExpertDelegate, {
    ...dispatched,
    delegation_id: text,
    target_expert: text,
    tool_name: text,
  }),
  get(P.expertAvailable, 'Experts and what they can do, as GET /v1/experts.', {
    experts: z.array(
      z.object({ agent_id: text, capabilities: z.array(text), available: z.boolean() }),
    ),
    count: z.int(),
  }),
  post(P.taskDispatch, 'Make a task for an agent, as POST /v1/tasks.', compatTaskDispatch, {
    ...dispatched,
    task_id: text,
  }),
  post(P.collaborationStart, 'Start a group of agents.', compatCollaborationStart, {
    ...dispatched,
    session_id: text,
    participants: z.array(text),
  }),
  post(P.elicitationCreate, 'Ask another agent.', compatElicitationCreate, {
    elicitation_id: text,
    ...dispatched,
    expires_at: text,
  }),
  get(
    P.elicitationPending,
    'What one was asked and has not answered.',
    { elicitations: z.array(question), count: z.int() },
    compatElicitationPending,
  ),
  post(P.elicitationRespond, 'Answer, or decline to.', compatElicitationRespond, {
    success: z.boolean(),
    elicitation_id: text,
    message: text,
  }),
  get(`${P.elicitationStatus}/{id}`, 'A question and its answer.', {
    elicitation_id: text,
    status: text,
    from_agent: text,
    to_agent: text,
    message: text,
    response: z.unknown(),
    expires_at: text,
  }),
];
