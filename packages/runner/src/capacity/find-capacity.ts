import type { CapacityAnswer } from '@lighthouse/contract/run-answers';
import type { CapacityBy } from './step-scenario.ts';
import { confidenceOf } from './confidence.ts';
import { limitingResource } from './limiting-resource.ts';
import type { CapacityStep } from './read-step.ts';
import { searchCapacity, type SearchLimits } from './search.ts';

export interface CapacityQuestion {
  readonly scenario: string;
  readonly by: CapacityBy;
  readonly slo: readonly string[];
  readonly limits: SearchLimits;
  readonly cpus: number;
  /** Runs a level; undefined when it was interrupted. */
  readonly runStep: (level: number, number: number) => Promise<CapacityStep | undefined>;
}

/** Runs one step after the other until it is known what the target holds. */
export async function findCapacity(question: CapacityQuestion): Promise<CapacityAnswer> {
  const { limits, runStep, cpus } = question;
  const steps: CapacityStep[] = [];
  const search = searchCapacity(limits);
  let state = search.next();
  while (state.done !== true) {
    const step = await runStep(state.value, steps.length + 1);
    if (step !== undefined) steps.push(step);
    state = search.next(step?.outcome ?? 'interrupted');
  }
  const end = state.value;
  const { highestHeld: capacity, lowestNotHeld, boundBy, stop } = end;
  const stepsAt = (level: number | undefined) => steps.filter((step) => step.level === level);
  return {
    schema: 'lighthouse/capacity/1',
    scenario: question.scenario,
    by: question.by,
    slo: question.slo,
    capacity,
    notHeld: lowestNotHeld ?? null,
    isLowerBound: boundBy !== 'target' || stop === 'interrupted' || stop === 'steps',
    limitedBy: limitingResource(stepsAt(lowestNotHeld), cpus) ?? null,
    confidence: confidenceOf(end, limits.triesMax),
    operationsPerSecond: medianRate(stepsAt(capacity)),
    stop,
    steps,
  };
}

function medianRate(steps: readonly CapacityStep[]): number | null {
  const rates = steps
    .filter(({ outcome }) => outcome === 'held')
    .map(({ operationsPerSecond }) => operationsPerSecond)
    .toSorted((a, b) => a - b);
  return rates[Math.floor(rates.length / 2)] ?? null;
}
