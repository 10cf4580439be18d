import type { EventKind } from '@lighthouse/contract';
import type { Role } from '@lighthouse/contract/api';

/**
 * The types of events that may stand in the log under an agent of each role: exact, or a prefix
 * ending in `*`. They are written into the agent's registration, so that a reader of the log can
 * check every event against them.
 */
const TOGETHER = [
  'presence.reported',
  'proposal.opened',
  'vote.cast',
  'vote.conflicting',
  'task.created',
  'task.claimed',
  'task.renewed',
  'task.completed',
  'task.failed',
  'task.cancelled',
  'elicitation.asked',
  'elicitation.answered',
  'elicitation.declined',
  'collaboration.*',
  'message.sent',
] as const;

export const ROLE_ALLOWS = {
  builder: ['session.*', 'command.submitted', 'command.step', 'event.stored', ...TOGETHER],
  expert: ['session.*', 'review.answered', 'event.stored', 'expert.registered', ...TOGETHER],
  coordinator: ['session.*', 'event.stored', ...TOGETHER],
} as const satisfies Record<Role, readonly string[]>;

/** Roles that may read what does not concern them, and may revoke agents. */
const OVERSEERS: ReadonlySet<Role> = new Set(['coordinator']);

/** Tells whether an agent whose registration allows this may make statements of this kind. */
export function mayWrite(allows: readonly string[], kind: EventKind): boolean {
  return allows.some((allowed) =>
    allowed.endsWith('*') ? kind.startsWith(allowed.slice(0, -1)) : kind === allowed,
  );
}

export function mayOversee(role: Role): boolean {
  return OVERSEERS.has(role);
}
