import type { RunFigures } from './stored-run.ts';

/** Columns of `lighthouse.runs` that are read off a result, in the order of `valuesOf`. */
export const FIGURE_COLUMNS = [
  'scenario',
  'started_at',
  'duration_ms',
  'verdict',
  'host',
  'plan_sha256',
  'target_version',
  'agents',
  'ok',
  'ok_per_second',
  'latency_p95_ms',
  'latency_p99_ms',
  'error_share',
] as const;

/** As the driver gives it: a bigint is text. */
export interface RunRow {
  readonly id: string;
  readonly scenario: string;
  readonly started_at: Date;
  readonly duration_ms: number;
  readonly verdict: RunFigures['verdict'];
  readonly host: string;
  readonly plan_sha256: string;
  readonly target_version: string;
  readonly agents: string;
  readonly ok: string;
  readonly ok_per_second: number | null;
  readonly latency_p95_ms: number | null;
  readonly latency_p99_ms: number | null;
  readonly error_share: number | null;
}

export function valuesOf(figures: RunFigures): (string | number | null)[] {
  return [
    storable(figures.scenario),
    figures.startedAt,
    figures.durationMs,
    figures.verdict,
    storable(figures.host),
    storable(figures.planSha256),
    storable(figures.targetVersion),
    figures.agents,
    figures.ok,
    figures.okPerSecond,
    figures.latencyP95,
    figures.latencyP99,
    figures.errorShare,
  ];
}

export function figuresOf(row: RunRow): RunFigures {
  return {
    scenario: row.scenario,
    startedAt: row.started_at.toISOString(),
    durationMs: row.duration_ms,
    verdict: row.verdict,
    host: row.host,
    planSha256: row.plan_sha256,
    targetVersion: row.target_version,
    agents: Number(row.agents),
    ok: Number(row.ok),
    okPerSecond: row.ok_per_second,
    latencyP95: row.latency_p95_ms,
    latencyP99: row.latency_p99_ms,
    errorShare: row.error_share,
  };
}

/** PostgreSQL's text holds no zero byte; JSON's may. */
function storable(text: string): string {
  return text.replaceAll('\0', '\u{fffd}');
}
