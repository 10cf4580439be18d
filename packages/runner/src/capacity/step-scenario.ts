import type { CapacityAnswer } from '@lighthouse/contract/run-answers';
import { LighthouseError, type AgentGroup, type Scenario } from '@lighthouse/contract';
import { applyOverrides, resolveWorkload, totalRate } from '@lighthouse/scenario-file';

/** What is searched: how many agents, or how many commands a second of all of them together. */
export type CapacityBy = CapacityAnswer['by'];

export interface StepWish {
  readonly by: CapacityBy;
  readonly level: number;
  /** How long the load is held. */
  readonly holdMs: number;
  readonly thresholds: Scenario['thresholds'];
}

const RATE_DIGITS = 6;
const RAMP_MS = 1000;
/** After the ramp, until code that never ran before has run, and all sessions are open. */
const SETTLE_MS = 1000;

/**
 * Makes the scenario of a step: so many agents or so high a rate, the groups in proportion; held
 * after a warm-up that counts in no figure; the SLO instead of its own thresholds, and no faults.
 */
export function stepScenario(scenario: Scenario, wish: StepWish): Scenario {
  const { by, level, holdMs, thresholds } = wish;
  const { drain, timeout } = scenario.load;
  const { slo: _slo, ...rest } = scenario;
  const calm: Scenario = {
    ...rest,
    faults: [],
    thresholds: [...thresholds],
    agents: scenario.agents.map(withoutEnd),
    load: {
      drain,
      timeout,
      ramp: `${RAMP_MS}ms`,
      hold: `${SETTLE_MS + holdMs}ms`,
      warmup: `${RAMP_MS + SETTLE_MS}ms`,
    },
  };
  if (by === 'agents') return applyOverrides(calm, { agents: level });
  const factor = level / totalRate(scenario.agents);
  return applyOverrides({ ...calm, agents: calm.agents.map((each) => faster(each, factor)) }, {});
}

/** Throws LH_USAGE when a scenario cannot be searched so. */
export function refuseUnsearchable({ agents }: Scenario, by: CapacityBy): void {
  if (by === 'rate' && agents.some(({ think }) => think !== undefined))
    throw new LighthouseError('LH_USAGE', '--by rate: agents that think have no rate to raise', {
      hint: 'search by agents, or give every group a rate',
    });
  if (by === 'rate' && totalRate(agents) === 0)
    throw new LighthouseError('LH_USAGE', '--by rate: nobody in the scenario has a rate');
}

function withoutEnd(group: AgentGroup): AgentGroup {
  const { iterations: _iterations, startTime: _startTime, ...rest } = group;
  return rest;
}

function faster(group: AgentGroup, factor: number): AgentGroup {
  if (group.role === 'expert') return group;
  const rate = resolveWorkload(group).ratePerSecond * factor;
  return { ...group, rate: `${rate.toFixed(RATE_DIGITS)}/s` };
}
