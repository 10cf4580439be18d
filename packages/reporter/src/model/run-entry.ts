import type { Result, VerdictValue } from '@lighthouse/contract';
import type { RunFigures, StoredRun } from '@lighthouse/results-store';
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
      readonly latencyP99: number | null;
      readonly errorShare: number | null;
    }
  | { readonly kind: 'unreadable'; readonly path: string; readonly problem: string };

export function entryOf(result: Result, path: string): Extract<RunEntry, { kind: 'run' }> {
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
    latencyP99: total.latency.p99,
    errorShare: errorShare(counts),
  };
}

/** What the database keeps beside a result, for lists and for SQL. */
export function storedFigures(result: Result): RunFigures {
  const { kind: _kind, path: _path, id: _id, ...entry } = entryOf(result, '');
  return {
    ...entry,
    host: result.host.fingerprint,
    planSha256: result.run.planSha256,
    targetVersion: result.target.version,
  };
}

/** A run of the database; its id is its path there. */
export function entryOfStored({ id, figures }: StoredRun): RunEntry {
  const { host: _host, planSha256: _plan, targetVersion: _version, ...entry } = figures;
  return { kind: 'run', path: id, id, ...entry };
}
