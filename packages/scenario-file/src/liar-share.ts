import type { AgentGroup, Scenario } from '@lighthouse/contract';
import { behaviourTagOf } from '@lighthouse/contract/behaviours';

/**
 * Gives the scenario with this share of liars, 0 to 1, among as many agents: the honest groups and
 * the lying ones keep their proportions, and what gets no agent is left out. When nobody lies in
 * it, builders that are `malicious` join. Without honest agents left it would tell nothing, so one
 * of each honest group stays.
 */
export function withLiarShare(scenario: Scenario, share: number): Scenario {
  const honest = scenario.agents.filter((group) => !isLiar(group));
  const written = scenario.agents.filter(isLiar);
  const liars = written.length > 0 ? written : [MALICIOUS];
  const count = scenario.agents.reduce((sum, group) => sum + group.count, 0);
  const liarCount = Math.min(Math.round(count * share), count - honest.length);
  return {
    ...scenario,
    agents: [...shareOut(honest, count - liarCount), ...shareOut(liars, liarCount)],
  };
}

const MALICIOUS: AgentGroup = { role: 'builder', count: 1, behaviour: 'malicious' };

function isLiar(group: AgentGroup): boolean {
  return behaviourTagOf(group) !== 'honest';
}

/** In proportion; what is left over goes to those that lost most, the first before the next. */
function shareOut(groups: readonly AgentGroup[], count: number): AgentGroup[] {
  const before = groups.reduce((sum, group) => sum + group.count, 0);
  const ideal = groups.map((group) => (group.count * count) / before);
  const counts = ideal.map(Math.floor);
  const byLoss = ideal
    .map((one, index) => ({ index, loss: one - Math.floor(one) }))
    .toSorted((one, other) => other.loss - one.loss || one.index - other.index);
  const left = count - counts.reduce((sum, one) => sum + one, 0);
  for (const { index } of byLoss.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1;
  return groups.flatMap((group, index) =>
    (counts[index] ?? 0) > 0 ? [{ ...group, count: counts[index] ?? 1 }] : [],
  );
}
