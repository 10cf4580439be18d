import { LighthouseError } from '@lighthouse/contract';
import type { CheckName } from './check.ts';

export interface Selection {
  /** Ids or groups; empty for all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** Throws LH_USAGE for a name that is neither an id nor a group. */
export function refuseUnknownNames(checks: readonly CheckName[], { only, skip }: Selection): void {
  const names = new Set(checks.flatMap(({ id, group }) => [id, group]));
  const unknown = [...only, ...skip].find((name) => !names.has(name));
  if (unknown === undefined) return;
  throw new LighthouseError('LH_USAGE', `no check or group "${unknown}"`, {
    hint: 'see lh-doctor --list-checks',
  });
}

/** Picks checks by id or group. */
export function selectChecks<C extends CheckName>(
  checks: readonly C[],
  { only, skip }: Selection,
): readonly C[] {
  return checks.filter(
    (check) => (only.length === 0 || isNamed(check, only)) && !isNamed(check, skip),
  );
}

export function isNamed({ id, group }: CheckName, names: readonly string[]): boolean {
  return names.includes(id) || names.includes(group);
}
