/**
 * The events that a coordination server writes. `by` tells whose statement the event is: an agent's
 * (meta.agent is set and the idempotency key is the agent's), or the server's own.
 */
export const EVENT_KINDS = {
  'session.opened': { by: 'agent', means: 'an agent proved its credential and got a session' },
  'session.closed': { by: 'agent', means: 'an agent ended its session' },
  'command.submitted': { by: 'agent', means: 'an agent asked for a command to be carried out' },
  'command.step': { by: 'agent', means: 'one step of a complex command, appended with it' },
  'command.allowed': { by: 'server', means: 'the policy allowed the command' },
  'command.denied': { by: 'server', means: 'the policy denied the command' },
  'command.escalated': { by: 'server', means: 'the policy asked an expert' },
  'review.requested': { by: 'server', means: 'which expert was asked, and until when' },
  'review.answered': { by: 'agent', means: 'an expert approved or rejected an escalated command' },
  'review.expired': { by: 'server', means: 'no expert answered in time' },
  'event.stored': { by: 'agent', means: 'an agent stored an event of its own' },
} as const satisfies Record<string, { by: 'agent' | 'server'; means: string }>;

export type EventKind = keyof typeof EVENT_KINDS;
