import * as z from 'zod';
import {
  COLLABORATION_STATUSES,
  ELICITATION_STATUSES,
  PRESENCE_STATES,
  PROPOSAL_STATUSES,
  TASK_STATUSES,
  VOTES,
} from './coordination.ts';
import { nameSchema } from './names.ts';

/** What agents can look at: answers to GET. What does not concern an agent is not there: 404. */
const text = z.string();
const seq = z.int();
const cast = { vote: z.enum(VOTES), seq };

/** GET /v1/proposals/{proposal}: for who opened it, its roster, and coordinators. */
export const proposalView = z.strictObject({
  proposal: text,
  agent: text,
  title: text,
  content: text,
  status: z.enum(PROPOSAL_STATUSES),
  roster: z.array(text),
  quorum: z.int(),
  yes: z.int(),
  no: z.int(),
  /** In the order of the log; `conflicting` is a second vote that does not count. */
  votes: z.array(
    z.strictObject({ agent: text, ...cast, conflicting: z.strictObject(cast).optional() }),
  ),
  expiresAt: text,
});

const taskMembers = {
  task: text,
  agent: text,
  title: text,
  capability: text.optional(),
  to: text.optional(),
  status: z.enum(TASK_STATUSES),
  holder: text.optional(),
  fence: z.int(),
  leaseUntil: text.optional(),
  expiresAt: text,
};
/**
 * GET /v1/tasks/{task}: for who made it, who had the last lease, who may claim it, and
 * coordinators. `result` is what was said when it ended.
 */
export const taskView = z.strictObject({ ...taskMembers, content: text, result: text.optional() });
/** GET /v1/tasks: those that wait and that the agent may claim, oldest first. */
export const tasksView = z.strictObject({ tasks: z.array(z.strictObject(taskMembers)) });

/** GET /v1/elicitations/{elicitation}: for the agent that asked and the one that is asked. */
export const elicitationView = z.strictObject({
  elicitation: text,
  agent: text,
  to: text,
  question: text,
  status: z.enum(ELICITATION_STATUSES),
  /** The answer, or why there is none. */
  content: text.optional(),
  expiresAt: text,
});

/** GET /v1/collaborations/{collaboration}: for members and coordinators. */
export const collaborationView = z.strictObject({
  collaboration: text,
  agent: text,
  title: text,
  status: z.enum(COLLABORATION_STATUSES),
  members: z.array(text),
});
/** GET /v1/collaborations/{collaboration}/messages?after=&limit= */
export const messagesView = z.strictObject({
  messages: z.array(z.strictObject({ seq, time: text, agent: text, content: text })),
  /** Pass as `after` for the next page; absent on the last one. */
  next: seq.optional(),
});

/** GET /v1/experts?capability= */
export const expertsQuery = z.strictObject({ capability: nameSchema.optional() });
export const expertsView = z.strictObject({
  experts: z
    .array(z.strictObject({ agent: text, capabilities: z.array(text), isThere: z.boolean() }))
    .max(1000),
});

/** GET /v1/presence/{agent}: `unknown` when nothing was said, or not for long enough. */
export const presenceView = z.strictObject({
  agent: text,
  state: z.enum([...PRESENCE_STATES, 'unknown']),
  until: text.optional(),
  isListening: z.boolean(),
});

export const TASKS_SHOWN_MAX = 100;
export type ProposalView = z.infer<typeof proposalView>;
export type TaskView = z.infer<typeof taskView>;
export type ElicitationView = z.infer<typeof elicitationView>;
export type MessagesView = z.infer<typeof messagesView>;
