import type { FaultAgents } from '@lighthouse/contract/fault';

/** Whether a fault selects the agents of a group, before its share of them is taken. */
export function selectsAgent(
  selected: FaultAgents,
  group: { readonly role: string; readonly behaviour?: string | undefined },
  place: number,
): boolean {
  const { role, behaviour } = selected;
  return (
    (role === undefined || role === group.role) &&
    (behaviour === undefined || behaviour === (group.behaviour ?? 'honest')) &&
    (selected.group === undefined || selected.group === place)
  );
}
