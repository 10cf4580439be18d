import { LighthouseError } from '@lighthouse/contract';
import type { Check } from './check.ts';

export interface Selection {
  /** Ids or groups; empty for all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** Picks checks by id or group. Throws LH_USAGE for a name that is neither. */
export function selectChecks(
  checks: readonly Check[],
  { only, skip }: Selection,
): readonly Check[] {
  const names = new Set(checks.flatMap(({ id, group }) => [id, group]));
  const unknown = [...only, ...skip].find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new LighthouseError('LH_USAGE', `no check or group "${unknown}"`, {
      hint: 'see lh-doctor --list-checks',
    });
  }
  const isNamed = (list: readonly string[], { id, group }: Check): boolean =>
    list.includes(id) || list.includes(group);
  return checks.filter(
    (check) => (only.length === 0 || isNamed(only, check)) && !isNamed(skip, check),
  );
}
