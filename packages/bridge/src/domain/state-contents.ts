import type { State } from './state.ts';
import type { SubjectsView } from './subjects.ts';

/** What a state is made of, in the order of the log, by part. */
export type StateContents = Readonly<Record<string, readonly unknown[]>>;

/**
 * Lists all of a state that the log decides: what later answers depend on, but for what only the
 * process itself knows, such as the numbers of requests that left nothing in the log.
 */
export function contentsOf({ agents, sessions, reviews, answers, together }: State): StateContents {
  const { capabilities, presences, flagged, proposals, tasks, elicitations } = together;
  const { collaborations } = together;
  return {
    agents: [...agents.all(), agents.experts, agents.coordinators],
    sessions: Array.from(sessions.all(), ({ nonces: _ofTheProcess, ...session }) => session),
    reviews: [...reviews.all(), ...reviews.allClosed(), reviews.requestedCount],
    answers: [...answers.all()],
    experts: [...capabilities.all()],
    presence: [...presences.all()],
    flagged: [...flagged],
    proposals: subjectsIn(proposals.subjects),
    tasks: [...subjectsIn(tasks.subjects), [...tasks.waiting.all()]],
    elicitations: subjectsIn(elicitations.subjects),
    collaborations: [...subjectsIn(collaborations.subjects), ...collaborations.messages.all()],
  };
}

function subjectsIn<T extends { readonly agent: string }>(subjects: SubjectsView<T>): unknown[] {
  return [...subjects.allOpen(), ...subjects.closed()];
}
