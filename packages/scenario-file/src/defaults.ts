import type { ReviewHabit, Workload } from '@lighthouse/agent-sim';
import { parseDurationMs, parseRatePerSecond } from '@lighthouse/contract';
import type { AgentGroup, Scenario } from '@lighthouse/contract';

/** What a group of agents does when its scenario does not say. */
export const WORKLOAD_DEFAULTS = {
  rate: '1/s',
  arrival: 'poisson',
  mix: { safe: 70, risky: 20, complex: 10 },
  complexity: 3,
  contentBytes: 256,
} as const satisfies Partial<AgentGroup>;

/** Classes of commands that a mix of a bridge's agents may name. */
export const COMMAND_CLASSES = ['safe', 'risky', 'complex'] as const;

/** What an objective is on when it does not say. */
export function sloMetric({ target }: Pick<Scenario, 'target'>): string {
  return 'bridge' in target ? 'latency{op:command}' : 'latency';
}

/** How experts answer: mostly yes, after a short while. */
export const REVIEW_DEFAULTS: ReviewHabit = { approveShare: 0.8, delayMeanUs: 5000 };

export function resolveWorkload(group: AgentGroup): Workload {
  const { rate, arrival, mix, complexity, contentBytes } = WORKLOAD_DEFAULTS;
  const thinkMs = group.think === undefined ? undefined : parseDurationMs(group.think);
  return {
    ...(thinkMs === undefined
      ? { ratePerSecond: parseRatePerSecond(group.rate ?? rate) ?? 0 }
      : { ratePerSecond: 0, thinkUs: Math.round(thinkMs * 1000) }),
    arrival: group.arrival ?? arrival,
    mix: { safe: 0, risky: 0, complex: 0, ...(group.mix ?? mix) },
    stepCount: group.complexity ?? complexity,
    contentBytes: group.contentBytes ?? contentBytes,
    ...(group.readBack === undefined ? {} : { readBackShare: group.readBack }),
  };
}
