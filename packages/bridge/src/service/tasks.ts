import { recorded, stated, timeText } from '../domain/coordination-drafts.ts';
import type { Wish } from '../domain/coordination-drafts.ts';
import type { Draft } from '../domain/drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import { mayOversee } from '../domain/roles.ts';
import type { Lease, Task } from '../domain/tasks.ts';
import type { Bridge, Caller } from './bridge.ts';
import { delegation } from './delegate.ts';
import { idIn, requireAgents, requireRoom, stateAbout, stateNew } from './state-about.ts';
import type { Told } from './state-once.ts';

/**
 * Makes a task. One that is for somebody, or needs a capability, is given to that agent or to an
 * expert at once, if there is one.
 */
export function createTask(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'task.created'>,
): Promise<Told> {
  const { agent } = caller.origin;
  return stateNew(bridge, caller, { wish, letter: 't' }, (task) => {
    requireRoom(bridge, caller.origin, bridge.state.together.tasks.subjects);
    const { title, capability, to, leaseMs, timeoutMs } = wish.body;
    if (to !== undefined) requireAgents(bridge, [to]);
    const expiresAtMs = bridge.nowMs() + timeoutMs;
    const content = { task, expiresAt: timeText(expiresAtMs) };
    const about = { subject: task, stream: agent, cause: wish.key };
    const opened = recorded('task.opened', { ...about, content });
    const never = { fence: 0, lastHolder: undefined };
    const made = { task, agent, title, capability, to, leaseMs, expiresAtMs, ...never };
    const given = delegation(bridge, made, wish.key);
    return given === undefined ? [opened] : [opened, given];
  });
}

/** Gives the caller a lease on a task that nobody has a lease on, or no longer. */
export function claimTask(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'task.claimed'>,
): Promise<Told> {
  return changeTask(bridge, caller, wish, (task) => {
    const { agent: holder } = caller.origin;
    if (!mayTake(bridge, holder, task)) throw new Refusal('FORBIDDEN', 'this task is for others');
    const nowMs = bridge.nowMs();
    const { lease } = task;
    if (lease !== undefined && lease.untilMs > nowMs)
      throw new Refusal('CONFLICT', 'somebody has a lease on the task');
    const leaseUntil = leaseEnd(task, nowMs);
    const previous = lease === undefined ? {} : { previous: lease.holder };
    const content = { task: task.task, holder, fence: task.fence + 1, leaseUntil, ...previous };
    return [record(task, wish.key, holder, content)];
  });
}

/** Makes the caller's lease last longer, but never longer than the task. */
export function renewLease(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'task.renewed'>,
): Promise<Told> {
  return changeTask(bridge, caller, wish, (task) => {
    const { holder, fence } = requireLease(bridge, caller, task, wish.body.fence);
    const leaseUntil = leaseEnd(task, bridge.nowMs());
    const content = { task: task.task, holder, fence, leaseUntil };
    const about = { subject: task.task, stream: holder, cause: wish.key };
    return [recorded('lease.extended', { ...about, content })];
  });
}

/** Ends a task by its holder's word, or gives it back. */
export function endTask(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'task.completed'> | Wish<'task.failed'>,
): Promise<Told> {
  return changeTask(bridge, caller, wish, (task) => {
    requireLease(bridge, caller, task, wish.body.fence);
    return [];
  });
}

/** Ends a task by the word of who made it, or of a coordinator. */
export function cancelTask(
  bridge: Bridge,
  caller: Caller,
  wish: Wish<'task.cancelled'>,
): Promise<Told> {
  return changeTask(bridge, caller, wish, (task) => {
    if (task.agent !== caller.origin.agent && !mayOversee(caller.session.role))
      throw new Refusal('FORBIDDEN', 'another agent has made this task');
    return [];
  });
}

type TaskWish = Wish<
  'task.claimed' | 'task.renewed' | 'task.completed' | 'task.failed' | 'task.cancelled'
>;

function changeTask(
  bridge: Bridge,
  caller: Caller,
  wish: TaskWish,
  more: (task: Task) => readonly Draft[],
): Promise<Told> {
  const subject = idIn(wish, 'task');
  return stateAbout(bridge, caller, { wish, subject }, () => {
    const { subjects } = bridge.state.together.tasks;
    const task = subjects.find(subject);
    if (task === undefined || !mayRead(bridge, caller, task))
      throw new Refusal('NOT_FOUND', 'there is no such task for this agent');
    if (task.status === 'expired' || task.expiresAtMs <= bridge.nowMs())
      throw new Refusal('EXPIRED', 'the time for the task is over');
    if (subjects.getOpen(subject) === undefined)
      throw new Refusal('ALREADY_DECIDED', `the task is ${task.status}`);
    const added = more(task);
    return [stated(caller.origin, wish, subject), ...added];
  });
}

/**
 * Refuses who has no lease: 409 whoever had one and is too late, 403 whoever has never had this
 * one.
 */
function requireLease(bridge: Bridge, { origin }: Caller, task: Task, fence: number): Lease {
  const { lease } = task;
  const isHolder = lease?.holder === origin.agent;
  if (lease !== undefined && !isHolder && fence >= lease.fence)
    throw new Refusal('FORBIDDEN', 'another agent has the lease on this task');
  if (lease === undefined || !isHolder || fence !== lease.fence)
    throw new Refusal('FENCED', 'the lease with this fencing token is over');
  if (lease.untilMs <= bridge.nowMs())
    throw new Refusal('FENCED', 'the lease has run out: claim the task again');
  return lease;
}

/** What is for one agent, or for experts, is nobody else's business. */
export function mayRead(bridge: Bridge, { session }: Caller, task: Task): boolean {
  const { agent, role } = session;
  if (task.agent === agent || task.lastHolder === agent || mayOversee(role)) return true;
  return mayTake(bridge, agent, task);
}

function mayTake({ state }: Bridge, agent: string, { capability, to }: Task): boolean {
  if (to !== undefined) return agent === to;
  return capability === undefined || state.together.capabilities.has(agent, capability);
}

export function leaseEnd(
  { leaseMs, expiresAtMs }: Pick<Task, 'leaseMs' | 'expiresAtMs'>,
  nowMs: number,
): string {
  return timeText(Math.min(nowMs + leaseMs, expiresAtMs));
}

function record(
  { task }: Task,
  cause: string,
  stream: string,
  content: Parameters<typeof recorded<'task.leased'>>[1]['content'],
): Draft {
  return recorded('task.leased', { subject: task, stream, cause, content });
}
