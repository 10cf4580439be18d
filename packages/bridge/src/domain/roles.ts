import type { EventKind } from '@lighthouse/contract';
import type { Role } from '@lighthouse/contract/api';

/**
 * The types of events that may stand in the log under an agent of each role: exact, or a prefix
 * ending in `*`. They are written into the agent's registration, so that a reader of the log can
 * check every event against them.
 */
export const ROLE_ALLOWS = {
  builder: ['session.*', 'command.submitted', 'command.step', 'event.stored'],
  expert: ['session.*', 'review.answered', 'event.stored'],
  coordinator: ['session.*', 'event.stored'],
} as const satisfies Record<Role, readonly string[]>;

/** Roles that may read what does not concern them, and may revoke agents. */
const OVERSEERS: ReadonlySet<Role> = new Set(['coordinator']);

/** Tells whether an agent of this role may make statements of this kind. */
export function mayWrite(role: Role, kind: EventKind): boolean {
  return ROLE_ALLOWS[role].some((allowed) =>
    allowed.endsWith('*') ? kind.startsWith(allowed.slice(0, -1)) : kind === allowed,
  );
}

export function mayOversee(role: Role): boolean {
  return OVERSEERS.has(role);
}
