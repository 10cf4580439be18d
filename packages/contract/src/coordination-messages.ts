import * as z from 'zod';

/**
 * What agents hear through their inbox of proposals, tasks, questions and groups. `agent` is who
 * did it.
 */
const text = z.string();
const fence = z.int();

export const COORDINATION_MESSAGES = [
  /** To everyone on the roster. */
  z.strictObject({
    kind: z.literal('proposal.opened'),
    proposal: text,
    agent: text,
    title: text,
    quorum: z.int(),
    expiresAt: text,
  }),
  /** To everyone on the roster and the agent that opened it. */
  z.strictObject({
    kind: z.literal('proposal.decided'),
    proposal: text,
    status: z.enum(['approved', 'rejected', 'undecided']),
    by: z.enum(['quorum', 'votes', 'timeout']),
    yes: z.int(),
    no: z.int(),
  }),
  /** To coordinators, and the agent that opened the proposal. */
  z.strictObject({ kind: z.literal('agent.flagged'), agent: text, proposal: text }),
  z.strictObject({
    kind: z.literal('quorum.anomaly'),
    proposal: text,
    signs: z.array(text),
  }),
  /** To the agent that has the lease now; `capability` is empty when the task was made for it. */
  z.strictObject({
    kind: z.literal('task.delegated'),
    task: text,
    agent: text,
    title: text,
    capability: text,
    fence,
    leaseUntil: text,
  }),
  /** To the agent that held the lease, and the one that made the task. */
  z.strictObject({ kind: z.literal('lease.expired'), task: text, holder: text, fence }),
  /** To the agent that made the task, and the one that held a lease on it. */
  z.strictObject({
    kind: z.literal('task.ended'),
    task: text,
    status: z.enum(['completed', 'failed', 'cancelled', 'expired']),
    content: text,
  }),
  /** To the agent that is asked. */
  z.strictObject({
    kind: z.literal('elicitation.asked'),
    elicitation: text,
    agent: text,
    question: text,
    expiresAt: text,
  }),
  /** To the agent that asked. */
  z.strictObject({
    kind: z.literal('elicitation.ended'),
    elicitation: text,
    status: z.enum(['answered', 'declined', 'expired']),
    content: text,
  }),
  /** To those who are members from now on. */
  z.strictObject({
    kind: z.literal('collaboration.invited'),
    collaboration: text,
    agent: text,
  }),
  /** To all other members. */
  z.strictObject({
    kind: z.literal('collaboration.message'),
    collaboration: text,
    agent: text,
    content: text,
  }),
] as const;
