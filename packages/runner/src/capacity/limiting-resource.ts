import type { CapacityAnswer } from '@lighthouse/contract/run-answers';
import type { CapacityStep } from './read-step.ts';

type Limit = NonNullable<CapacityAnswer['limitedBy']>;

/** Beyond it, waiting lines grow faster than the load. */
const BUSY_SHARE_MAX = 0.85;

/**
 * Says what gave out first, by what was measured in the steps that did not hold. A bridge does its
 * work in one thread: near one core it is full, however many there are. When no CPU was busy,
 * commands waited for something else, and the disk is what they wait for before each answer.
 */
export function limitingResource(steps: readonly CapacityStep[], cpus: number): Limit | undefined {
  const failed = steps.filter(({ outcome }) => outcome !== 'held');
  const last = failed.at(-1);
  if (last === undefined) return undefined;
  if (failed.filter(({ outcome }) => outcome === 'limited').length > failed.length / 2)
    return { resource: 'generator', why: last.reasons.join(', ') };
  const target = meanOf(failed.map(({ targetCpu }) => targetCpu));
  const generator = meanOf(failed.map(({ generatorCpu }) => generatorCpu)) ?? 0;
  if (target === null)
    return { resource: 'unknown', why: 'the process of the target cannot be seen from here' };
  const used = `the target used ${percent(target)} of a core`;
  const together = `together with the generator ${percent((target + generator) / cpus)} of ${cores(cpus)}`;
  if (target >= BUSY_SHARE_MAX) return { resource: 'bridge', why: used };
  if (target + generator >= BUSY_SHARE_MAX * cpus)
    return { resource: 'cpu', why: `${used}, ${together}` };
  return { resource: 'disk', why: `no CPU was busy: ${used}, ${together}` };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function cores(cpus: number): string {
  return cpus === 1 ? 'one CPU' : `${Number(cpus.toFixed(2))} CPUs`;
}
