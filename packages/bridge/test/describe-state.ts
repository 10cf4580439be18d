import type { State } from '../src/domain/state.ts';

export interface Known {
  /** Agent and idempotency key of requests whose answers matter. */
  readonly keys: readonly (readonly [agent: string, key: string])[];
  /** Ids of whatever agents have made. */
  readonly subjects: readonly string[];
}

/** All of a state that later answers depend on, but for what only the process itself could know. */
export function describeState(state: State, { keys, subjects }: Known) {
  const { together } = state;
  const { proposals, tasks, elicitations, collaborations, capabilities, presences } = together;
  return {
    agents: [...state.agents.all()],
    experts: state.agents.experts,
    coordinators: state.agents.coordinators,
    sessions: [...state.sessions.all()].map(({ nonces: _nonces, ...session }) => session),
    reviews: [...state.reviews.all()],
    requested: state.reviews.requestedCount,
    answers: keys.map(([agent, key]) => state.answers.get(agent, key)),
    capabilities: [...capabilities.all()],
    presences: [...presences.all()],
    flagged: [...together.flagged],
    open: [proposals, tasks, elicitations, collaborations].map((kind) => [
      ...kind.subjects.allOpen(),
    ]),
    counts: keys.map(([agent]) =>
      [proposals, tasks, elicitations, collaborations].map((kind) =>
        kind.subjects.openCountOf(agent),
      ),
    ),
    waiting: [...tasks.waitingIds],
    subjects: subjects.map((id) => [
      proposals.subjects.find(id),
      tasks.subjects.find(id),
      elicitations.subjects.find(id),
      collaborations.subjects.find(id),
      collaborations.messages.after(id, 0, Number.MAX_SAFE_INTEGER),
    ]),
  };
}
