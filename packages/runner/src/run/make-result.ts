import {
  RESULT_SCHEMA,
  RESULT_SCHEMA_VERSION,
  UNFINISHED_RUN,
  type Result,
  type Slice,
} from '@lighthouse/contract';
import type { ToldTarget } from '../driver/told.ts';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import { agentsIn } from '../plan/parse-shard.ts';
import { planSha256 } from '../plan/plan-json.ts';
import type { StopReason } from './drive-load.ts';
import { withActual } from './prediction.ts';
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
  readonly faultFigures: FaultFigures;
  /** Undefined when the run is whole. */
  readonly shard: Result['shard'];
  /** Undefined when the log could not be read. */
  readonly logWatch: Result['logWatch'];
  /** Why the run did not go to its end, if so. */
  readonly interrupted: string | undefined;
}

/** What was made of it. */
export type Judgement = Pick<
  Result,
  'thresholds' | 'slo' | 'invariants' | 'byzantine' | 'audit' | 'verdict'
>;
/** What is known of its faults. */
export type FaultFigures = Pick<Result, 'faults' | 'phases'>;

/** Writes all that is known of a run as its result. */
export function makeResult(state: RunState, judgement: Judgement): Result {
  const { settings, metrics, startedAtMs, nowMs } = state;
  const { scenario, plan, prediction } = settings;
  const result: Result = {
    schema: RESULT_SCHEMA,
    schemaVersion: RESULT_SCHEMA_VERSION,
    tool: { name: 'lh-run', version: settings.tool.version },
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
    target: targetOf(state),
    scenario,
    agents: { planned: agentsIn(settings.place, plan.agentCount), joined: state.agentsJoined },
    workers: settings.workers,
    counts: { ...metrics.counts },
    conserved: metrics.isConserved,
    total: metrics.totalSlice(),
    slices: metrics.slices(),
    ...honestSlice(metrics),
    ...warmupOf(state),
    ...seenBy(metrics),
    ...overTime(metrics),
    generator: metrics.generator(),
    targetUse: metrics.targetUse(),
    ...(state.shard === undefined ? {} : { shard: state.shard }),
    ...state.faultFigures,
    ...(state.logWatch === undefined ? {} : { logWatch: state.logWatch }),
    ...judgement,
  };
  if (prediction === undefined) return result;
  return { ...result, prediction: withActual(prediction, result) };
}

/** Writes what was talked to. */
export function targetOf({ target, told = target.told }: RunState): Result['target'] {
  const { kind, url, isEmbedded, tls } = target;
  return {
    kind,
    url,
    ...(tls === undefined ? {} : { tls: tls.isInsecure ? 'insecure' : 'verified' }),
    embedded: isEmbedded,
    name: told?.name ?? 'unknown',
    version: told?.version ?? 'unknown',
    logId: told?.logId ?? 'unknown',
  };
}

function honestSlice(metrics: RunMetrics): Pick<Result, 'honest'> {
  const honest = metrics.honestSlice();
  return honest === undefined ? {} : { honest };
}

function overTime(
  metrics: RunMetrics,
): Pick<Result, 'series' | 'agentsByBehaviour' | 'latencyHeatMap'> {
  const series = metrics.series();
  const agentsByBehaviour = metrics.agentsByBehaviour(series);
  const latencyHeatMap = metrics.heatMap();
  return {
    series,
    ...(agentsByBehaviour === undefined ? {} : { agentsByBehaviour }),
    ...(latencyHeatMap === undefined ? {} : { latencyHeatMap }),
  };
}

function warmupOf({ settings, metrics }: RunState): Pick<Result, 'warmup'> {
  const { warmupUs } = settings.plan;
  if (warmupUs === undefined) return {};
  return { warmup: { durationMs: warmupUs / 1000, counts: { ...metrics.warmup.counts } } };
}

function seenBy(metrics: RunMetrics): Pick<Result, 'seen'> {
  const seen = metrics.seen();
  return seen === undefined ? {} : { seen };
}

const NOT_OVER = 'the run did not come to its end';

/** Writes the result of a run that is not over: what a reader finds when it was killed. */
export function makeUnfinishedResult(state: RunState): Result {
  const { thresholds, invariants } = state.settings.plan;
  const unjudged = { verdict: 'unknown', reason: NOT_OVER } as const;
  const result = makeResult(
    { ...state, interrupted: UNFINISHED_RUN },
    {
      thresholds: thresholds.map(({ metric, limit }) => ({
        metric,
        limit,
        actual: null,
        ...unjudged,
      })),
      ...unjudgedSlo(state),
      invariants: invariants.map((name) => ({ name, ...unjudged })),
      byzantine: state.metrics.lies(),
      audit: { status: 'skipped', reason: NOT_OVER },
      verdict: { value: 'unknown', reasons: [NOT_OVER] },
    },
  );
  const total = withUnanswered(result.total);
  return {
    ...result,
    counts: total.counts,
    conserved: true,
    total,
    slices: result.slices.map(withUnanswered),
  };
}

function unjudgedSlo({ metrics }: RunState): Pick<Result, 'slo'> {
  const slo = metrics.slo();
  if (slo.length === 0) return {};
  return { slo: slo.map((figures) => ({ ...figures, verdict: 'unknown', reason: NOT_OVER })) };
}

/** Nobody knows what became of an operation that was under way when its run was killed. */
function withUnanswered(slice: Slice): Slice {
  const { intended, ok, fail, info, dropped } = slice.counts;
  const unanswered = intended - ok - fail - info - dropped;
  if (unanswered <= 0) return slice;
  return {
    ...slice,
    counts: { ...slice.counts, info: info + unanswered },
    errors: { ...slice.errors, NOT_ANSWERED_AT_END: unanswered },
  };
}

/** Says why a run ended before its time. */
export function describeStop(reason: StopReason | undefined): string | undefined {
  if (reason === undefined) return undefined;
  return reason.kind === 'signal' ? reason.signal : `a threshold was missed: ${reason.threshold}`;
}
