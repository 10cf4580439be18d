import { RESULT_SCHEMA, RESULT_SCHEMA_VERSION, type Result } from '@lighthouse/contract';
import type { ToldTarget } from '../driver/told.ts';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import { planSha256 } from '../plan/plan-json.ts';
import type { StopReason } from './drive-load.ts';
import type { RunSettings } from './run-settings.ts';
import type { RunTarget } from './target.ts';

/** What is known of a run, at its end or on the way. */
export interface RunState {
  readonly settings: RunSettings;
  readonly id: string;
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly host: Result['host'];
  readonly target: RunTarget;
  readonly told: ToldTarget | undefined;
  readonly agentsJoined: number;
  readonly metrics: RunMetrics;
  /** Why the run did not go to its end, if so. */
  readonly interrupted: string | undefined;
}

/** What was made of it. */
export type Judgement = Pick<Result, 'thresholds' | 'invariants' | 'audit' | 'verdict'>;

/** Writes all that is known of a run as its result. */
export function makeResult(state: RunState, judgement: Judgement): Result {
  const { settings, metrics, startedAtMs, nowMs, target, told } = state;
  const { scenario, plan } = settings;
  return {
    schema: RESULT_SCHEMA,
    schemaVersion: RESULT_SCHEMA_VERSION,
    tool: { name: 'lh-run', version: settings.version },
    run: {
      id: state.id,
      startedAt: new Date(startedAtMs).toISOString(),
      endedAt: new Date(nowMs).toISOString(),
      durationMs: Math.max(0, Math.round(nowMs - startedAtMs)),
      seed: scenario.seed,
      planSha256: planSha256(plan),
      command: settings.command,
      ...(state.interrupted === undefined ? {} : { interrupted: state.interrupted }),
    },
    host: state.host,
    target: {
      kind: 'bridge',
      url: target.url,
      embedded: target.isEmbedded,
      name: told?.name ?? 'unknown',
      version: told?.version ?? 'unknown',
      logId: told?.logId ?? 'unknown',
    },
    scenario,
    agents: { planned: plan.agentCount, joined: state.agentsJoined },
    workers: settings.workers,
    counts: { ...metrics.counts },
    conserved: metrics.isConserved,
    total: metrics.totalSlice(),
    slices: metrics.slices(),
    series: metrics.series(),
    generator: metrics.generator(),
    targetUse: metrics.targetUse(),
    ...judgement,
  };
}

/** The judgement of a run that is not over: what a reader finds when it was killed. */
export const UNJUDGED: Judgement = {
  thresholds: [],
  invariants: [],
  audit: { status: 'skipped', reason: 'the run did not come to its audit' },
  verdict: { value: 'unknown', reasons: ['the run did not come to its end'] },
};

/** Says why a run ended before its time. */
export function describeStop(reason: StopReason | undefined): string | undefined {
  if (reason === undefined) return undefined;
  return reason.kind === 'signal'
    ? `stopped by ${reason.signal}`
    : `stopped because a threshold was missed: ${reason.threshold}`;
}
