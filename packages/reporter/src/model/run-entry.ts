import type { Result, VerdictValue } from '@lighthouse/contract';
import { okPerSecond } from './key-figures.ts';
import { errorShare } from './slices.ts';

/** One run in a list of runs. */
export type RunEntry =
  | {
      readonly kind: 'run';
      readonly path: string;
      readonly id: string;
      readonly scenario: string;
      readonly startedAt: string;
      readonly durationMs: number;
      readonly verdict: VerdictValue;
      readonly agents: number;
      readonly ok: number;
      readonly okPerSecond: number | null;
      readonly latencyP95: number | null;
      readonly errorShare: number | null;
    }
  | { readonly kind: 'unreadable'; readonly path: string; readonly problem: string };

export function entryOf(result: Result, path: string): RunEntry {
  const { run, scenario, verdict, agents, counts, total } = result;
  return {
    kind: 'run',
    path,
    id: run.id,
    scenario: scenario.name,
    startedAt: run.startedAt,
    durationMs: run.durationMs,
    verdict: verdict.value,
    agents: agents.planned,
    ok: counts.ok,
    okPerSecond: okPerSecond(result),
    latencyP95: total.latency.p95,
    errorShare: errorShare(counts),
  };
}
