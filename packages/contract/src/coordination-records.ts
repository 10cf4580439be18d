import * as z from 'zod';
import { PRESENCE_STATES, VOTES } from './coordination.ts';

/**
 * What the server writes of its own about proposals, tasks and questions: the payloads, by event.
 * Such an event has the id of what it is about as its `correlation`. One that follows from a
 * statement stands in the same append, and has the key of that statement as its `causation`; one
 * that comes with time has none.
 */
const text = z.string();
const count = z.int().min(0);
const fence = z.int().min(1);

const decided = z.strictObject({
  proposal: text,
  /** `votes`: neither side can reach the quorum any more. */
  by: z.enum(['quorum', 'votes', 'timeout']),
  yes: count,
  no: count,
});
const lease = {
  task: text,
  holder: text,
  /** One more for each lease of the task. */
  fence,
  leaseUntil: text,
};

export const RECORDS = {
  'presence.noted': z.strictObject({ state: z.enum(PRESENCE_STATES), until: text }),
  'roster.fixed': z.strictObject({
    proposal: text,
    title: text,
    roster: z.array(text),
    /** How many liars the quorum bears: ⌊(n − 1) / 3⌋. */
    faults: count,
    /** ⌊(n + faults) / 2⌋ + 1. */
    quorum: z.int().min(1),
    expiresAt: text,
  }),
  'proposal.approved': decided,
  'proposal.rejected': decided,
  'proposal.undecided': decided,
  /** The second statement is the event before this one. */
  'agent.flagged': z.strictObject({
    proposal: text,
    agent: text,
    first: z.strictObject({ vote: z.enum(VOTES), seq: z.int().min(1) }),
    second: z.strictObject({ vote: z.enum(VOTES) }),
  }),
  'quorum.anomaly': z.strictObject({ proposal: text, signs: z.array(text) }),
  'task.opened': z.strictObject({ task: text, expiresAt: text }),
  /** `agent` has made the task; `capability` is empty when it was made for its holder. */
  'task.delegated': z.strictObject({ ...lease, agent: text, title: text, capability: text }),
  /** `previous` is whose lease had run out. */
  'task.leased': z.strictObject({ ...lease, previous: text.optional() }),
  'lease.extended': z.strictObject(lease),
  'lease.expired': z.strictObject({ task: text, holder: text, fence }),
  'task.expired': z.strictObject({ task: text }),
  'elicitation.delivered': z.strictObject({
    elicitation: text,
    agent: text,
    question: text,
    expiresAt: text,
  }),
  'elicitation.expired': z.strictObject({ elicitation: text }),
} as const;

export type RecordKind = keyof typeof RECORDS;
export type RecordContent<Kind extends RecordKind> = z.infer<(typeof RECORDS)[Kind]>;
