import { formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import type { UseSample } from '../metrics/series-builder.ts';
import type { ProgressView } from './run-io.ts';

export interface ProgressState {
  readonly name: string;
  readonly phase: 'load' | 'drain';
  readonly elapsedMs: number;
  /** How long the load lasts. */
  readonly loadMs: number;
  readonly agents: number;
  readonly agentsPlanned: number;
  readonly inFlight: number;
  /** Operations answered in the last second. */
  readonly perSecond: number;
  readonly metrics: RunMetrics;
  readonly use: UseSample | undefined;
}

const BAR_LENGTH = 24;

/** Shows how far a run is: a block for a terminal, one line for everything else. */
export function progressView(state: ProgressState): ProgressView {
  const { counts } = state.metrics;
  const done = Math.min(1, state.elapsedMs / state.loadMs);
  const time = `${formatDuration(Math.min(state.elapsedMs, state.loadMs))} of ${formatDuration(state.loadMs)}`;
  const phase = state.phase === 'load' ? time : 'waiting for the last answers';
  const bad = `fail ${formatCount(counts.fail)}, info ${formatCount(counts.info)}, dropped ${formatCount(counts.dropped)}`;
  const latency = latencyText(state.metrics);
  return {
    block: [
      `${state.name}  ${bar(done)}  ${phase}`,
      `  agents      ${formatCount(state.agents)} of ${formatCount(state.agentsPlanned)}, ${formatCount(state.inFlight)} requests in flight`,
      `  operations  ${formatCount(counts.ok)} ok, ${bad}; ${formatCount(state.perSecond)}/s`,
      `  latency     ${latency}`,
      ...errorLines(state.metrics),
      ...useLines(state.use),
    ],
    line: `${state.name}: ${phase}; agents ${state.agents}/${state.agentsPlanned}; ok ${counts.ok}, ${bad}; ${state.perSecond}/s; latency ${latency}`,
  };
}

function bar(share: number): string {
  const filled = Math.round(share * BAR_LENGTH);
  return '█'.repeat(filled) + '░'.repeat(BAR_LENGTH - filled);
}

function latencyText({ total: { latency } }: RunMetrics): string {
  return [50, 95, 99]
    .map((percentile) => {
      const ms = latency.percentileMs(percentile);
      return `p${percentile} ${ms === null ? 'n/a' : formatDuration(ms)}`;
    })
    .join(', ');
}

function errorLines({ total: { errors } }: RunMetrics): string[] {
  const most = [...errors].toSorted(([, a], [, b]) => b - a).slice(0, 3);
  if (most.length === 0) return [];
  return [
    `  errors      ${most.map(([name, count]) => `${name} ${formatCount(count)}`).join(', ')}`,
  ];
}

function useLines(use: UseSample | undefined): string[] {
  if (use === undefined || use.generatorCpu === null) return [];
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const target = use.targetCpu === null ? '' : `, target ${percent(use.targetCpu)}`;
  return [`  CPU         generator ${percent(use.generatorCpu)}${target}`];
}
