import { Random } from '@lighthouse/agent-sim';
import type { GroupSpec } from '@lighthouse/agent-sim';
import { selectsAgent } from '@lighthouse/scenario-file';
import type { NetworkAction, PlannedFault, Split } from './planned-fault.ts';

/** Parts of a ring: each is cut off for a third of the time, so that a majority never is. */
export const RING_SECTORS = 3;

/**
 * Chooses the agents that a fault of the network applies to, by their index in the run. A fault has
 * one set of them, a ring three, which follow each other in time.
 */
export function affectedAgents(
  groups: readonly GroupSpec[],
  { action, seed }: Pick<PlannedFault, 'seed'> & { readonly action: NetworkAction },
): readonly (readonly number[])[] {
  const { share } = action.agents;
  const selected = shuffled(selectedBy(groups, action), seed);
  const shared = share === undefined ? selected : take(selected, share * selected.length);
  if (action.kind !== 'partition') return [sorted(shared)];
  if (action.split !== 'ring') return [sorted(take(shared, cutOff(action.split, shared.length)))];
  return Array.from({ length: RING_SECTORS }, (_, sector) =>
    sorted(shared.filter((_index, place) => place % RING_SECTORS === sector)),
  );
}

function selectedBy(groups: readonly GroupSpec[], { agents }: NetworkAction): number[] {
  return groups.flatMap((group, place) =>
    selectsAgent(agents, group, place)
      ? Array.from({ length: group.count }, (_, each) => group.firstIndex + each)
      : [],
  );
}

/** How many of so many agents are on the far side; never none. */
function cutOff(split: Exclude<Split, 'ring'>, count: number): number {
  switch (split) {
    case 'one':
      return 1;
    case 'one-third':
      return Math.floor(count / 3);
    case 'half':
      return Math.floor(count / 2);
    case 'majority':
      return Math.floor(count / 2) + 1;
    case 'all':
      return count;
  }
}

function take(agents: readonly number[], count: number): readonly number[] {
  return agents.slice(0, Math.max(1, Math.round(count)));
}

/** In an order that follows from the seed alone (Fisher and Yates). */
function shuffled(agents: number[], seed: number): readonly number[] {
  const random = new Random().seed(seed);
  for (let last = agents.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [agents[last], agents[other]] = [agents[other] ?? 0, agents[last] ?? 0];
  }
  return agents;
}

function sorted(agents: readonly number[]): readonly number[] {
  return agents.toSorted((one, other) => one - other);
}
