import * as z from 'zod';
import { receiptSchema, roleSchema } from './api.ts';
import { nameSchema } from './names.ts';

/**
 * What agents say to each other through the bridge: proposals and votes, tasks with leases,
 * questions, groups. All of it has one shape, so that a client needs one function for it:
 *
 *   POST <path>, signed, with an `Idempotency-Key` header and a JSON object as its body
 *   201 when something new was made, else 200; the same key with the same content again gets 200
 *   and the first answer again
 *   {"<what it is about>": id, "status": …, …, "receipt": {…}}
 *
 * The event of the statement has as its payload the ids of the path, then the members of the body
 * in the order of its schema, defaults filled in (`statementPayload`).
 */
export const COORDINATION_LIMITS = {
  titleLengthMax: 200,
  textLengthMax: 16_384,
  rosterMax: 1000,
  membersMax: 100,
  capabilitiesMax: 50,
  timeoutMsMin: 50,
  timeoutMsMax: 7 * 86_400_000,
  leaseMsMin: 50,
  leaseMsMax: 3_600_000,
  presenceMsMin: 50,
  presenceMsMax: 600_000,
} as const;

const L = COORDINATION_LIMITS;
const id = z.string();
const title = z.string().min(1).max(L.titleLengthMax);
const text = z.string().max(L.textLengthMax).default('');
const fence = z.int().min(1);
const time = z.string();
const timeoutMs = (otherwise: number) =>
  z.int().min(L.timeoutMsMin).max(L.timeoutMsMax).default(otherwise);

function namesSchema(countMin: number, countMax: number) {
  return z
    .array(nameSchema)
    .min(countMin)
    .max(countMax)
    .refine((names) => new Set(names).size === names.length, { error: 'a name stands twice' });
}

/** Experts say what they can do; the latest word counts. An empty list: nothing any more. */
export const expertRequest = z.strictObject({
  capabilities: namesSchema(0, L.capabilitiesMax),
  description: z.string().max(L.titleLengthMax).default(''),
});
export const expertResponse = z.strictObject({
  status: z.literal('registered'),
  capabilities: z.array(z.string()),
  receipt: receiptSchema,
});

export const PRESENCE_STATES = ['available', 'busy', 'away'] as const;
/** A heartbeat: what the agent does, and for how long that is to be believed. */
export const presenceRequest = z.strictObject({
  state: z.enum(PRESENCE_STATES).default('available'),
  ttlMs: z.int().min(L.presenceMsMin).max(L.presenceMsMax).default(60_000),
});
export const presenceResponse = z.strictObject({
  status: z.enum(PRESENCE_STATES),
  until: time,
  receipt: receiptSchema,
});

/**
 * Who may vote: those named, all experts or all builders, or the members of a collaboration; as
 * they are when the proposal is opened, revoked agents left out.
 */
export const rosterRequest = z.union([
  z.strictObject({ agents: namesSchema(1, L.rosterMax) }),
  z.strictObject({ role: roleSchema }),
  z.strictObject({ collaboration: id }),
]);
export const proposalRequest = z.strictObject({
  title,
  content: text,
  roster: rosterRequest,
  timeoutMs: timeoutMs(60_000),
});
export const PROPOSAL_STATUSES = ['open', 'approved', 'rejected', 'undecided'] as const;
export const proposalResponse = z.strictObject({
  proposal: id,
  status: z.literal('open'),
  roster: z.array(z.string()),
  quorum: z.int().min(1),
  expiresAt: time,
  receipt: receiptSchema,
});

export const VOTES = ['yes', 'no'] as const;
export const voteRequest = z.strictObject({ vote: z.enum(VOTES) });
/** `status` is that of the proposal once the vote is counted. */
export const voteResponse = z.strictObject({
  proposal: id,
  vote: z.enum(VOTES),
  status: z.enum(PROPOSAL_STATUSES),
  receipt: receiptSchema,
});

export const TASK_STATUSES = [
  'open',
  'leased',
  'completed',
  'failed',
  'cancelled',
  'expired',
] as const;
/**
 * With a capability, the task is given to an expert that has it, and to the next one when that one
 * lets its lease run out; with `to`, to that agent and to no other; without either, whoever claims
 * it first has it.
 */
export const taskRequest = z
  .strictObject({
    title,
    content: text,
    capability: nameSchema.optional(),
    to: nameSchema.optional(),
    leaseMs: z.int().min(L.leaseMsMin).max(L.leaseMsMax).default(30_000),
    timeoutMs: timeoutMs(3_600_000),
  })
  .refine(({ capability, to }) => capability === undefined || to === undefined, {
    error: 'a task is for a capability or for one agent, not for both',
  });
/** `holder`, `fence` and `leaseUntil` are there while somebody has a lease. */
const leaseMembers = {
  holder: z.string().optional(),
  fence: fence.optional(),
  leaseUntil: time.optional(),
};
export const taskResponse = z.strictObject({
  task: id,
  status: z.enum(TASK_STATUSES),
  expiresAt: time.optional(),
  ...leaseMembers,
  receipt: receiptSchema,
});
export const claimRequest = z.strictObject({});
export const heartbeatRequest = z.strictObject({ fence });
export const completeRequest = z.strictObject({ fence, content: text });
/** `release` gives the task back for another to take; without it the task has failed. */
export const failRequest = z.strictObject({
  fence,
  reason: text,
  release: z.boolean().default(false),
});
export const cancelRequest = z.strictObject({ reason: text });

export const ELICITATION_STATUSES = ['open', 'answered', 'declined', 'expired'] as const;
export const elicitationRequest = z.strictObject({
  /** The agent that is asked. */
  to: nameSchema,
  question: z.string().min(1).max(L.textLengthMax),
  timeoutMs: timeoutMs(60_000),
});
export const elicitationResponse = z.strictObject({
  elicitation: id,
  status: z.enum(ELICITATION_STATUSES),
  expiresAt: time.optional(),
  receipt: receiptSchema,
});
export const answerRequest = z.strictObject({ content: text });
export const declineRequest = z.strictObject({ reason: text });

export const COLLABORATION_STATUSES = ['open', 'closed'] as const;
export const collaborationRequest = z.strictObject({
  title,
  /** Besides the agent that starts it. */
  members: namesSchema(0, L.membersMax - 1).default([]),
});
export const inviteRequest = z.strictObject({ members: namesSchema(1, L.membersMax - 1) });
export const leaveRequest = z.strictObject({});
export const messageRequest = z.strictObject({ content: z.string().min(1).max(L.textLengthMax) });
export const closeRequest = z.strictObject({});
export const collaborationResponse = z.strictObject({
  collaboration: id,
  status: z.enum(COLLABORATION_STATUSES),
  receipt: receiptSchema,
});

/** Every statement of this kind, by the event that it becomes. */
export const STATEMENTS = {
  'expert.registered': {
    path: '/v1/experts',
    means: 'Say what one can do. Experts only.',
    created: false,
    request: expertRequest,
    response: expertResponse,
  },
  'presence.reported': {
    path: '/v1/presence',
    means: 'Say that one is there, and for how long.',
    created: false,
    request: presenceRequest,
    response: presenceResponse,
  },
  'proposal.opened': {
    path: '/v1/proposals',
    means: 'Open a proposal. Its roster is fixed now.',
    created: true,
    request: proposalRequest,
    response: proposalResponse,
  },
  'vote.cast': {
    path: '/v1/proposals/{proposal}/votes',
    means: 'Vote. The first vote counts; another one is kept as evidence.',
    created: false,
    request: voteRequest,
    response: voteResponse,
  },
  'task.created': {
    path: '/v1/tasks',
    means: 'Make a task, or delegate one to an expert that has a capability.',
    created: true,
    request: taskRequest,
    response: taskResponse,
  },
  'task.claimed': {
    path: '/v1/tasks/{task}/claim',
    means: 'Take a lease on a task that nobody holds, or whose lease has run out.',
    created: false,
    request: claimRequest,
    response: taskResponse,
  },
  'task.renewed': {
    path: '/v1/tasks/{task}/heartbeat',
    means: 'Make one’s lease last longer.',
    created: false,
    request: heartbeatRequest,
    response: taskResponse,
  },
  'task.completed': {
    path: '/v1/tasks/{task}/complete',
    means: 'Say that the task is done.',
    created: false,
    request: completeRequest,
    response: taskResponse,
  },
  'task.failed': {
    path: '/v1/tasks/{task}/fail',
    means: 'Say that the task can’t be done, or give it back.',
    created: false,
    request: failRequest,
    response: taskResponse,
  },
  'task.cancelled': {
    path: '/v1/tasks/{task}/cancel',
    means: 'End a task that one has made. Coordinators may end any.',
    created: false,
    request: cancelRequest,
    response: taskResponse,
  },
  'elicitation.asked': {
    path: '/v1/elicitations',
    means: 'Ask another agent.',
    created: true,
    request: elicitationRequest,
    response: elicitationResponse,
  },
  'elicitation.answered': {
    path: '/v1/elicitations/{elicitation}/answer',
    means: 'Answer what one was asked.',
    created: false,
    request: answerRequest,
    response: elicitationResponse,
  },
  'elicitation.declined': {
    path: '/v1/elicitations/{elicitation}/decline',
    means: 'Refuse to answer what one was asked.',
    created: false,
    request: declineRequest,
    response: elicitationResponse,
  },
  'collaboration.started': {
    path: '/v1/collaborations',
    means: 'Start a group of agents.',
    created: true,
    request: collaborationRequest,
    response: collaborationResponse,
  },
  'collaboration.invited': {
    path: '/v1/collaborations/{collaboration}/members',
    means: 'Bring more agents into a group.',
    created: false,
    request: inviteRequest,
    response: collaborationResponse,
  },
  'collaboration.left': {
    path: '/v1/collaborations/{collaboration}/leave',
    means: 'Leave a group.',
    created: false,
    request: leaveRequest,
    response: collaborationResponse,
  },
  'message.sent': {
    path: '/v1/collaborations/{collaboration}/messages',
    means: 'Say something to all members of a group.',
    created: true,
    request: messageRequest,
    response: collaborationResponse,
  },
  'collaboration.closed': {
    path: '/v1/collaborations/{collaboration}/close',
    means: 'End a group that one has started. Coordinators may end any.',
    created: false,
    request: closeRequest,
    response: collaborationResponse,
  },
} as const satisfies Record<string, StatementForm>;

export interface StatementForm {
  /** Ids stand in braces. */
  readonly path: `/v1/${string}`;
  readonly means: string;
  /** Answered with 201, not 200, the first time. */
  readonly created: boolean;
  readonly request: z.ZodType<object>;
  readonly response: z.ZodType<object>;
}
export type StatementKind = keyof typeof STATEMENTS;
export type StatementBody<Kind extends StatementKind> = z.infer<
  (typeof STATEMENTS)[Kind]['request']
>;

/** The payload of the event that a statement becomes: `ids` are those of the path, in its order. */
export function statementPayload(ids: Readonly<Record<string, string>>, body: object): string {
  return JSON.stringify({ ...ids, ...body });
}

export type RosterRequest = z.infer<typeof rosterRequest>;
export type Vote = (typeof VOTES)[number];
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];
export type TaskStatus = (typeof TASK_STATUSES)[number];
export type ElicitationStatus = (typeof ELICITATION_STATUSES)[number];
export type PresenceState = (typeof PRESENCE_STATES)[number];
