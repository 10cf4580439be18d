import { SCENARIO_LIMITS } from '@lighthouse/contract';
import type { Calibration, Needs, Prediction } from '@lighthouse/contract/prediction';
import type { Room } from '@lighthouse/machine';
import { cpuSharesAt } from './cpu-share.ts';
import { heldLoad, shareTaken, countedDemands, measuredDemands } from './demands.ts';
import type { Demand } from './demands.ts';
import { memoryOf } from './memory.ts';
import { scaleNeeds } from './needs.ts';

/** Predicts what a run will use, and how far the same scenario could grow on this machine. */
export function predict(needs: Needs, room: Room, calibration: Calibration): Prediction {
  return {
    calibratedAt: calibration.measuredAt,
    figures: figuresOf(needs, calibration),
    highest: highestLoad(needs, room, calibration),
  };
}

/** Steps over which a mean over the ramp is taken. */
const RAMP_STEPS = 50;

function figuresOf(needs: Needs, calibration: Calibration): Prediction['figures'] {
  const cpu = meanCpu(needs, calibration);
  const memory = memoryOf(needs, calibration);
  const operationsPerSecond = needs.operations / (needs.loadMs / 1000);
  const figures = {
    operationsPerSecond: Math.min(operationsPerSecond, calibration.full.operationsPerSecond),
    generatorCpu: cpu.generator,
    targetCpu: cpu.target,
    generatorMemory: memory.generatorBytes,
    targetMemory: memory.targetBytes,
    logBytes: needs.logBytes,
  } as const;
  const names = Object.keys(figures) as (keyof typeof figures)[];
  return names.map((name) => ({ name, predicted: figures[name], actual: null }));
}

/** CPU over the whole load: in the ramp the rate grows from nothing to what is then held. */
function meanCpu(needs: Needs, calibration: Calibration): { generator: number; target: number } {
  const { operationsPerSecond, eventsPerOperation } = heldLoad(needs);
  const heldMs = fullLoadMs(needs);
  const rampShare = Math.min(1, (2 * (needs.loadMs - heldMs)) / needs.loadMs);
  const sum = { generator: 0, target: 0 };
  for (let step = 0; step < RAMP_STEPS; step++) {
    const rate = (operationsPerSecond * (step + 0.5)) / RAMP_STEPS;
    const part = cpuSharesAt({ operationsPerSecond: rate, eventsPerOperation }, calibration);
    sum.generator += (part.generator / RAMP_STEPS) * rampShare;
    sum.target += (part.target / RAMP_STEPS) * rampShare;
  }
  const held = cpuSharesAt({ operationsPerSecond, eventsPerOperation }, calibration);
  return {
    generator: sum.generator + held.generator * (1 - rampShare),
    target: sum.target + held.target * (1 - rampShare),
  };
}

/** How long the full load would take to do the same operations: the hold and half of the ramp. */
function fullLoadMs({ operations, agents, operationsPerSecond, loadMs }: Needs): number {
  if (operationsPerSecond === 0) return loadMs;
  return ((operations - agents) / operationsPerSecond) * 1000;
}

/**
 * Finds the most agents for which everything fits, all else being equal, and what does not fit any
 * more when there is one more.
 */
function highestLoad(needs: Needs, room: Room, calibration: Calibration): Prediction['highest'] {
  const demandsAt = (agents: number) => {
    const scaled = scaleNeeds(needs, agents);
    return [...countedDemands(scaled, room), ...measuredDemands(scaled, room, calibration)];
  };
  let [fits, tooMany] = [0, SCENARIO_LIMITS.agentsMax + 1];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (demandsAt(middle).every((demand) => shareTaken(demand) <= 1)) fits = middle;
    else tooMany = middle;
  }
  return {
    agents: fits,
    operationsPerSecond: (needs.operationsPerSecond * fits) / needs.agents,
    limitedBy: scarcest(demandsAt(tooMany)).resource,
  };
}

/** Gives the demand that takes most of what there is. */
export function scarcest(demands: readonly Demand[]): Demand {
  return demands.reduce((most, demand) => (shareTaken(demand) > shareTaken(most) ? demand : most));
}
