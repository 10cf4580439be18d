import type { Result } from '@lighthouse/contract';
import type { CapacityAnswer } from '@lighthouse/contract/run-answers';

/** What one step of the search came to. */
export type CapacityStep = CapacityAnswer['steps'][number];

/** Reads what a run says about a level. */
export function readStep(
  result: Result,
  of: { readonly level: number; readonly holdMs: number; readonly folder: string },
): CapacityStep {
  const { counts, slices, targetUse, generator } = result;
  const commands = slices.find(({ op }) => op === 'command') ?? result.total;
  return {
    level: of.level,
    ...outcomeOf(result),
    latencyP99: commands.latency.p99,
    operationsPerSecond: (counts.ok + counts.fail) / (of.holdMs / 1000),
    targetCpu: targetUse.cpuMean,
    generatorCpu: generator.cpuMean,
    folder: of.folder,
  };
}

/** Whether the log or the history convicts the target, whatever its figures are. */
export function isConvicted({ invariants }: Pick<Result, 'invariants'>): boolean {
  return invariants.some(({ verdict }) => verdict === 'bad');
}

function outcomeOf(result: Result): Pick<CapacityStep, 'outcome' | 'reasons'> {
  const { thresholds, invariants, generator, agents } = result;
  const judged = [
    ...invariants.map(({ name, ...rest }) => ({ what: name, ...rest })),
    ...thresholds.map(({ metric, limit, ...rest }) => ({ what: `${metric}: ${limit}`, ...rest })),
  ];
  const bad = judged.filter(({ verdict }) => verdict === 'bad');
  if (bad.length > 0)
    return { outcome: 'missed', reasons: bad.map(({ what, reason }) => `${what}: ${reason}`) };
  const open = thresholds.filter(({ verdict }) => verdict === 'unknown');
  if (open.length > 0 && generator.limited)
    return { outcome: 'limited', reasons: generator.reasons };
  if (open.length > 0)
    return { outcome: 'missed', reasons: open.map(({ metric, reason }) => `${metric}: ${reason}`) };
  if (agents.joined < agents.planned) {
    const reason = `only ${agents.joined} of ${agents.planned} agents joined`;
    return { outcome: generator.limited ? 'limited' : 'missed', reasons: [reason] };
  }
  return { outcome: 'held', reasons: [] };
}
