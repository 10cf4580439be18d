import { recorded } from '../domain/coordination-drafts.ts';
import type { Draft } from '../domain/drafts.ts';
import type { Bridge } from './bridge.ts';
import { delegation } from './delegate.ts';
import { turnOf } from './state-about.ts';

/** At most so many appends of one sweep: the others follow with the next. */
const APPENDS_MAX = 2000;

/**
 * Ends what agents have left lying: proposals, leases, tasks and questions whose time is over; and
 * gives tasks that wait to experts. To be called often.
 */
export async function expireTogether(bridge: Bridge): Promise<void> {
  const due = dueAppends(bridge);
  await Promise.all(
    due.map(({ subject, drafts }) =>
      bridge.inFlight.run(turnOf(subject), () => bridge.commits.append(drafts)),
    ),
  );
}

interface Due {
  readonly subject: string;
  readonly drafts: readonly Draft[];
}

/** What is being decided about at this moment is left to that decision. */
function dueAppends(bridge: Bridge): Due[] {
  const bySubject = new Map<string, Due>();
  for (const due of allDue(bridge)) {
    if (bySubject.size >= APPENDS_MAX) break;
    if (bySubject.has(due.subject) || bridge.inFlight.isBusy(turnOf(due.subject))) continue;
    bySubject.set(due.subject, due);
  }
  return [...bySubject.values()];
}

function* allDue(bridge: Bridge): Generator<Due> {
  const nowMs = bridge.nowMs();
  yield* dueProposals(bridge, nowMs);
  yield* dueQuestions(bridge, nowMs);
  yield* dueTasks(bridge, nowMs);
  yield* tasksToGive(bridge);
}

function* dueProposals({ state }: Bridge, nowMs: number): Generator<Due> {
  const { subjects } = state.together.proposals;
  for (const { proposal: subject, agent: stream, yes, no } of subjects.due(nowMs, APPENDS_MAX)) {
    const content = { proposal: subject, by: 'timeout', yes, no } as const;
    const draft = recorded('proposal.undecided', { subject, stream, cause: undefined, content });
    yield { subject, drafts: [draft] };
  }
}

function* dueQuestions({ state }: Bridge, nowMs: number): Generator<Due> {
  const { subjects } = state.together.elicitations;
  for (const { elicitation: subject, to: stream } of subjects.due(nowMs, APPENDS_MAX)) {
    const about = { subject, stream, cause: undefined, content: { elicitation: subject } };
    yield { subject, drafts: [recorded('elicitation.expired', about)] };
  }
}

function* dueTasks(bridge: Bridge, nowMs: number): Generator<Due> {
  for (const task of bridge.state.together.tasks.subjects.due(nowMs, APPENDS_MAX)) {
    const { task: subject, agent: stream, lease } = task;
    const about = { subject, stream, cause: undefined };
    if (task.expiresAtMs <= nowMs)
      yield {
        subject,
        drafts: [recorded('task.expired', { ...about, content: { task: subject } })],
      };
    else if (lease !== undefined) {
      const content = { task: subject, holder: lease.holder, fence: lease.fence };
      const expired = recorded('lease.expired', { ...about, stream: lease.holder, content });
      const next = delegation(bridge, task, undefined);
      yield { subject, drafts: next === undefined ? [expired] : [expired, next] };
    }
  }
}

function* tasksToGive(bridge: Bridge): Generator<Due> {
  const { subjects, waiting } = bridge.state.together.tasks;
  for (const subject of waiting.ready()) {
    const task = subjects.getOpen(subject);
    const next = task === undefined ? undefined : delegation(bridge, task, undefined);
    if (next !== undefined) yield { subject, drafts: [next] };
  }
}
