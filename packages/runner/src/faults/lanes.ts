import type { Plan } from '../plan/plan.ts';
import { affectedAgents } from './affected-agents.ts';
import { isOnNetwork } from './planned-fault.ts';

/**
 * Which agents go through which port of the proxy: agents that the same faults apply to share a
 * lane. Those that no fault applies to have none and speak to the target directly.
 */
export interface Lanes {
  readonly count: number;
  /** By index of the agent: its lane plus one; 0 for those that have none. */
  readonly laneOf: Uint16Array;
  /** By id of a fault of the network: its sets of lanes, one after the other in time. */
  readonly byFault: ReadonlyMap<string, readonly (readonly number[])[]>;
}

/** Gives the lanes of a plan; undefined when no fault is on the network. */
export function lanesOf(plan: Plan): Lanes | undefined {
  const sets = (plan.faults ?? []).flatMap(({ id, action, seed }) =>
    isOnNetwork(action)
      ? affectedAgents(plan.crowd.groups, { action, seed }).map((agents) => ({ id, agents }))
      : [],
  );
  if (sets.length === 0) return undefined;
  const signatures = Array.from({ length: plan.agentCount }, () => '');
  for (const [number, { agents }] of sets.entries())
    for (const agent of agents) signatures[agent] += `${number},`;
  const lanes = new Map<string, number>();
  const laneOf = Uint16Array.from(signatures, (signature) => {
    if (signature === '') return 0;
    const lane = lanes.get(signature) ?? lanes.size;
    lanes.set(signature, lane);
    return lane + 1;
  });
  const byFault = new Map<string, (readonly number[])[]>();
  for (const [number, { id }] of sets.entries()) {
    const of = [...lanes].filter(([signature]) => signature.split(',').includes(String(number)));
    byFault.set(id, [...(byFault.get(id) ?? []), of.map(([, lane]) => lane)]);
  }
  return { count: lanes.size, laneOf, byFault };
}
