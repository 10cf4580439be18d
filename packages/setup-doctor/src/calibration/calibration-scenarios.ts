import { parseRatePerSecond, type AgentGroup, type Scenario } from '@lighthouse/contract';
import { needsOf } from '@lighthouse/capacity';
import { WORKLOAD_DEFAULTS } from '@lighthouse/scenario-file';

/** Short runs that show how fast a machine is with operations like those of a scenario. */
export interface CalibrationScenarios {
  /** A few agents for a second: the memory that generator and bridge begin with. */
  readonly idle: Scenario;
  /** Many agents and a load that most machines carry: CPU and memory of a usual run. */
  readonly steady: Scenario;
  /** Few agents and more than any machine carries: what it does at most, and at what cost. */
  readonly full: Scenario;
}

const IDLE_AGENTS = 3;
const IDLE_OPERATIONS_PER_SECOND = 10;
const STEADY_AGENTS = 1000;
const STEADY_OPERATIONS_PER_SECOND = 1000;
const FULL_AGENTS = 40;
/** An agent has at most 64 requests under way; what is intended beyond that is dropped at once. */
const FULL_OPERATIONS_PER_SECOND = 10_000;
/** A bridge takes 1,000 requests a second of one agent. */
const RATE_PER_AGENT_MAX = 900;

/** Makes both from the groups of a scenario: same roles, same mix, other numbers. */
export function calibrationScenarios(
  { agents: groups }: Scenario,
  agentsMax: number,
): CalibrationScenarios {
  const like = (name: string, load: Scenario['load'], of: { agents: number; rate: number }) => {
    const scaled = scaleCounts(groups, Math.min(of.agents, agentsMax));
    const scenario: Scenario = {
      name,
      tags: [],
      seed: 1,
      target: { bridge: 'embedded' },
      agents: scaled,
      load,
      faults: [],
      thresholds: [],
      invariants: [],
    };
    const { operationsPerSecond } = needsOf(scenario);
    return { ...scenario, agents: scaleRates(scaled, of.rate / operationsPerSecond) };
  };
  const time = { drain: '2s', timeout: '10s' };
  return {
    idle: like(
      'calibration, idle',
      { ramp: '0s', hold: '1200ms', ...time },
      { agents: IDLE_AGENTS, rate: IDLE_OPERATIONS_PER_SECOND },
    ),
    steady: like(
      'calibration, steady',
      { ramp: '1s', hold: '4s', ...time },
      { agents: STEADY_AGENTS, rate: STEADY_OPERATIONS_PER_SECOND },
    ),
    full: like(
      'calibration, full',
      { ramp: '500ms', hold: '3500ms', ...time },
      { agents: FULL_AGENTS, rate: FULL_OPERATIONS_PER_SECOND },
    ),
  };
}

/** Every group keeps at least one agent. */
function scaleCounts(groups: readonly AgentGroup[], agents: number): AgentGroup[] {
  const before = groups.reduce((sum, { count }) => sum + count, 0);
  return groups.map((group) => ({
    ...group,
    count: Math.max(1, Math.round((group.count * agents) / before)),
  }));
}

function scaleRates(groups: readonly AgentGroup[], factor: number): AgentGroup[] {
  return groups.map((group) => {
    if (group.role === 'expert') return group;
    const rate = parseRatePerSecond(group.rate ?? WORKLOAD_DEFAULTS.rate) ?? 1;
    return { ...group, rate: `${Math.min(RATE_PER_AGENT_MAX, rate * factor).toFixed(4)}/s` };
  });
}
