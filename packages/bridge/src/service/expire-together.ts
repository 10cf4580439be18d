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
  const due = [...dueAppends(bridge)].slice(0, APPENDS_MAX);
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
function* dueAppends(bridge: Bridge): Generator<Due> {
  const taken = new Set<string>();
  for (const due of allDue(bridge)) {
    if (taken.has(due.subject) || bridge.inFlight.isBusy(turnOf(due.subject))) continue;
    taken.add(due.subject);
    yield due;
  }
}

function* allDue(bridge: Bridge): Generator<Due> {
  const { proposals, elicitations } = bridge.state.together;
  const nowMs = bridge.nowMs();
  for (const {
    proposal: subject,
    agent: stream,
    expiresAtMs,
    yes,
    no,
  } of proposals.subjects.allOpen())
    if (expiresAtMs <= nowMs) {
      const content = { proposal: subject, by: 'timeout', yes, no } as const;
      const draft = recorded('proposal.undecided', { subject, stream, cause: undefined, content });
      yield { subject, drafts: [draft] };
    }
  for (const { elicitation: subject, to: stream, expiresAtMs } of elicitations.subjects.allOpen())
    if (expiresAtMs <= nowMs) {
      const about = { subject, stream, cause: undefined, content: { elicitation: subject } };
      yield { subject, drafts: [recorded('elicitation.expired', about)] };
    }
  yield* dueTasks(bridge, nowMs);
}

function* dueTasks(bridge: Bridge, nowMs: number): Generator<Due> {
  const { tasks } = bridge.state.together;
  for (const task of tasks.subjects.allOpen()) {
    const { task: subject, agent: stream, lease } = task;
    const about = { subject, stream, cause: undefined };
    if (task.expiresAtMs <= nowMs)
      yield {
        subject,
        drafts: [recorded('task.expired', { ...about, content: { task: subject } })],
      };
    else if (lease !== undefined && lease.untilMs <= nowMs) {
      const content = { task: subject, holder: lease.holder, fence: lease.fence };
      const expired = recorded('lease.expired', { ...about, stream: lease.holder, content });
      const next = delegation(bridge, task, undefined);
      yield { subject, drafts: next === undefined ? [expired] : [expired, next] };
    }
  }
  for (const subject of tasks.waitingIds) {
    const task = tasks.subjects.getOpen(subject);
    const next = task === undefined ? undefined : delegation(bridge, task, undefined);
    if (next !== undefined) yield { subject, drafts: [next] };
  }
}
