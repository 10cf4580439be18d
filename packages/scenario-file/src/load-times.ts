import { parseDurationMs, parseRatePerSecond } from '@lighthouse/contract';
import type { AgentGroup, Scenario, Stage } from '@lighthouse/contract';
import { resolveWorkload } from './defaults.ts';

/** How long a load lasts when its scenario does not say. */
export const LOAD_DEFAULTS = { ramp: '1s', hold: '10s' } as const;

export interface LoadTimes {
  /** Agents start one after the other over this time. */
  readonly rampMs: number;
  /** From the first operation that may be intended to the last, without the drain. */
  readonly loadMs: number;
}

/** Tells how long a load lasts. Stages of agents are their own ramp. */
export function loadTimes({ ramp, hold, stages }: Scenario['load']): LoadTimes {
  const ms = (text: string) => parseDurationMs(text) ?? 0;
  const rampMs = ms(ramp ?? LOAD_DEFAULTS.ramp);
  if (stages === undefined) return { rampMs, loadMs: rampMs + ms(hold ?? LOAD_DEFAULTS.hold) };
  const loadMs = stages.reduce((sum, { duration }) => sum + ms(duration), 0);
  return { rampMs: stagesOf(stages) === 'agents' ? 0 : rampMs, loadMs };
}

/** Whether stages set how many agents are at work, or how many commands they intend. */
export function stagesOf(stages: readonly Stage[]): 'agents' | 'rate' {
  return typeof stages[0]?.target === 'number' ? 'agents' : 'rate';
}

/** What is wanted at the end of a stage: agents, or commands a second. */
export function targetOf({ target }: Stage): number {
  return typeof target === 'number' ? target : (parseRatePerSecond(target) ?? 0);
}

/** Commands a second of all agents whose rate is known: of the open model, all at work. */
export function totalRate(groups: readonly AgentGroup[]): number {
  return groups.reduce((sum, group) => sum + group.count * rateOf(group), 0);
}

function rateOf(group: AgentGroup): number {
  return group.role === 'expert' && group.behaviour === undefined
    ? 0
    : resolveWorkload(group).ratePerSecond;
}

/**
 * The share of the highest load that is there on average over the time of the load: half of it
 * while agents start, or what the stages make of it.
 */
export function meanShare({ load, agents }: Pick<Scenario, 'load' | 'agents'>): number {
  const { rampMs, loadMs } = loadTimes(load);
  if (load.stages === undefined) return 1 - rampMs / loadMs / 2;
  const whole =
    stagesOf(load.stages) === 'agents'
      ? agents.reduce((sum, { count }) => sum + count, 0)
      : totalRate(agents);
  let before = 0;
  let area = 0;
  for (const stage of load.stages) {
    const target = targetOf(stage) / whole;
    area += ((before + target) / 2) * (parseDurationMs(stage.duration) ?? 0);
    before = target;
  }
  return area / loadMs;
}
