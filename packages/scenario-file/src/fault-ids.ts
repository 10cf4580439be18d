import type { Fault } from '@lighthouse/contract/fault';

/** Names the faults of a scenario, in its order: by their ids, or `f1`, `f2` by their place. */
export function faultIds(faults: readonly Fault[]): string[] {
  return faults.map(({ id }, index) => id ?? `f${index + 1}`);
}
