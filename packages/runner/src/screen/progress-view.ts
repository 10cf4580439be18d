import { formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import type { FaultResult } from '@lighthouse/contract/fault-result';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import type { UseSample } from '../metrics/series-builder.ts';
import type { Trend } from '@lighthouse/verdict';
import type { Plan } from '../plan/plan.ts';
import type { ProgressView, Screen } from '../run/run-io.ts';
import type { Style } from '../summary/terminal-summary.ts';
import type { WatchFigures } from '../watch/watch-messages.ts';
import { describeFaults } from './describe-faults.ts';
import { cut, layOutRows, type Row } from './lay-out-rows.ts';
import { agentRows, errorRows, healthRows, watchRows } from './progress-rows.ts';
import { RECENT_SECONDS, type RecentFigures } from './recent-seconds.ts';
import { describePhase, type Doing } from './run-phase.ts';

/** A moment of a run. */
export interface RunMoment {
  readonly plan: Pick<Plan, 'name' | 'crowd' | 'warmupUs' | 'agentCount'>;
  readonly doing: Doing;
  /** Since the start of the load. */
  readonly elapsedMs: number;
  readonly agents: number;
  readonly inFlight: number;
  readonly recent: RecentFigures;
  readonly metrics: RunMetrics;
  readonly faults: readonly FaultResult[];
  /** Left out when the log of the target cannot be read. */
  readonly watch: WatchFigures | undefined;
  readonly use: UseSample | undefined;
}

const BAR_LENGTH = 24;
const BAR_COLUMNS_MIN = 72;

/** Shows how far a run is: a block for a terminal of a width, one line for everything else. */
export function progressView(moment: RunMoment, { columns, colour }: Screen): ProgressView {
  const rows: Row[] = [
    ...agentRows(moment, colour),
    operationsRow(moment, colour),
    { label: 'latency', items: quantiles(moment.metrics.total.latency) },
    ...recentRows(moment),
    ...errorRows(moment.metrics, colour),
    ...describeFaults(moment.faults, moment.elapsedMs, colour),
    ...watchRows(moment.watch, colour),
    ...healthRows(moment, colour),
  ];
  // A full last column makes some terminals begin another line.
  const width = Math.max(20, columns - 1);
  const block = [...headLines(moment, width, colour), ...layOutRows(rows, width)];
  return { block, line: plainLine(moment) };
}

function headLines(moment: RunMoment, width: number, colour: Style): string[] {
  const { plan, doing } = moment;
  const phase = describePhase(plan, doing, moment.elapsedMs);
  if (doing === 'joining' || doing === 'audit')
    return [colour.bold(cut(plan.name, width)), cut(`  ${phase}`, width)];
  const bar = width < BAR_COLUMNS_MIN ? '' : `  ${progressBar(moment)}`;
  const name = colour.bold(cut(plan.name, width - bar.length));
  return [
    `${name}${bar}`,
    ...layOutRows([{ label: 'phase', items: [phase, ...times(moment)] }], width),
  ];
}

function progressBar({ plan, elapsedMs }: RunMoment): string {
  const share = Math.min(1, (elapsedMs * 1000) / plan.crowd.endUs);
  const filled = Math.round(share * BAR_LENGTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_LENGTH - filled)} ${Math.floor(share * 100)} %`;
}

/** In whole seconds: what changes ten times a second cannot be read. */
function times({ plan, doing, elapsedMs }: RunMoment): string[] {
  if (doing === 'drain') return [];
  const loadMs = plan.crowd.endUs / 1000;
  const doneMs = Math.min(loadMs, Math.floor(elapsedMs / 1000) * 1000);
  const isCounted =
    plan.crowd.iterations !== undefined ||
    plan.crowd.groups.some(({ iterations }) => iterations !== undefined);
  const left = `${formatDuration(Math.max(0, loadMs - doneMs))} left${isCounted ? ' at most' : ''}`;
  const done = doneMs === 0 ? '0 s' : formatDuration(doneMs);
  return [`${done} of ${formatDuration(loadMs)}`, left];
}

function operationsRow({ metrics: { counts } }: RunMoment, colour: Style): Row {
  const { ok, fail, info, dropped } = counts;
  const item = (count: number, word: string, style: (text: string) => string) =>
    count === 0 ? `0 ${word}` : style(`${formatCount(count)} ${word}`);
  const items = [
    `${formatCount(ok)} ok`,
    item(fail, 'fail', colour.bad),
    item(info, 'info', colour.unknown),
    item(dropped, 'dropped', colour.unknown),
  ];
  return { label: 'operations', items };
}

function recentRows({ recent }: RunMoment): Row[] {
  if (recent.seconds === 0) return [];
  const label = `last ${Math.min(recent.seconds, RECENT_SECONDS)} s`;
  return [{ label, items: [rateText(recent), ...quantiles(recent.latency)] }];
}

function rateText({ perSecond }: RecentFigures): string {
  return `${formatCount(perSecond < 10 ? Number(perSecond.toFixed(1)) : Math.round(perSecond))}/s`;
}

function quantiles(latency: Trend): string[] {
  const percentiles = [50, 95, 99].map((percentile) => {
    const ms = latency.percentileMs(percentile);
    return `p${percentile} ${ms === null ? 'n/a' : formatDuration(ms)}`;
  });
  const { maxMs } = latency;
  return [...percentiles, `max ${maxMs === null ? 'n/a' : formatDuration(maxMs)}`];
}

const NO_STYLE: Style = {
  good: (text) => text,
  bad: (text) => text,
  unknown: (text) => text,
  dim: (text) => text,
  bold: (text) => text,
};

/** One line that stands for itself in a log of many. */
function plainLine(moment: RunMoment): string {
  const { plan, doing, agents, metrics, recent } = moment;
  const phase = describePhase(plan, doing, moment.elapsedMs);
  if (doing === 'joining' || doing === 'audit') return `${plan.name}: ${phase}`;
  const rate = recent.seconds === 0 ? [] : [rateText(recent)];
  const rows: Row[] = [
    { label: '', items: [phase, ...times(moment)] },
    { label: 'agents ', items: [`${agents}/${plan.agentCount}`] },
    { ...operationsRow(moment, NO_STYLE), label: '' },
    { label: '', items: [...rate, ...quantiles(metrics.total.latency)] },
    ...describeFaults(moment.faults, moment.elapsedMs, NO_STYLE).map(({ items }) => ({
      label: 'faults: ',
      items,
    })),
    ...accusations(moment.watch),
  ];
  return `${plan.name}: ${rows.map(({ label, items }) => `${label}${items.join(', ')}`).join('; ')}`;
}

function accusations(watch: WatchFigures | undefined): Row[] {
  if (watch === undefined || watch.findingCount === 0) return [];
  return [{ label: 'log: ', items: watchRows(watch, NO_STYLE)[0]?.items ?? [] }];
}
