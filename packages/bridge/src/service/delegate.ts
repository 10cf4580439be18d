import { recorded, timeText } from '../domain/coordination-drafts.ts';
import type { Draft } from '../domain/drafts.ts';
import type { Task } from '../domain/tasks.ts';
import type { Bridge } from './bridge.ts';

type Given = Pick<
  Task,
  | 'task'
  | 'agent'
  | 'title'
  | 'capability'
  | 'to'
  | 'leaseMs'
  | 'expiresAtMs'
  | 'fence'
  | 'lastHolder'
>;

/**
 * Drafts the delegation of a task to the agent it is for, or to an expert that has the capability
 * it needs: in turn, those that are there first, and another one than the last if there is another.
 * Undefined when whoever likes may claim it, or there is nobody.
 */
export function delegation(
  bridge: Bridge,
  task: Given,
  cause: string | undefined,
): Draft | undefined {
  const { agent, capability = '', title, leaseMs, expiresAtMs } = task;
  const able = ableTo(bridge, task);
  const others = able.filter((name) => name !== task.lastHolder);
  const holder = bridge.delegations.next(others.length > 0 ? others : able, (name) =>
    isThere(bridge, name),
  );
  if (holder === undefined) return undefined;
  const leaseUntil = timeText(Math.min(bridge.nowMs() + leaseMs, expiresAtMs));
  const fence = task.fence + 1;
  const content = { task: task.task, holder, fence, leaseUntil, agent, title, capability };
  return recorded('task.delegated', { subject: task.task, stream: holder, cause, content });
}

function ableTo({ state }: Bridge, { to, capability }: Given): readonly string[] {
  if (to !== undefined) return state.agents.get(to)?.isRevoked === false ? [to] : [];
  return capability === undefined ? [] : state.together.capabilities.expertsFor(capability);
}

/** An agent is there that listens, or has said so; not one that has said that it is away. */
export function isThere({ inbox, state, nowMs }: Bridge, name: string): boolean {
  const presence = state.together.presences.get(name, nowMs());
  if (presence !== undefined) return presence.state === 'available';
  return inbox.countOf(name) > 0;
}
