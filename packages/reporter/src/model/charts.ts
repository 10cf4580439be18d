import type { Result, Series } from '@lighthouse/contract';
import { heatEdgeMs, type HeatMap } from '@lighthouse/contract/heat-map';
import type { Band, Chart, Heat, Line, LineColour, PageData, Unit } from 'report-viewer';
import { POINTS_MAX, shortenColumn, shortenSeries } from './series.ts';

/** Of the figure that the heat map is drawn in. */
export const HEAT_ID = 'chart-heat';

/** A chart and the words around it. */
export interface ChartView {
  readonly chart: Chart;
  readonly title: string;
  readonly note: string;
}

export interface ChartsView {
  readonly views: readonly ChartView[];
  readonly data: PageData;
  /** What one point stands for. */
  readonly intervalMs: number;
  /** Whether intervals of the result were joined to keep the page small. */
  readonly isShortened: boolean;
}

type ChartedResult = Pick<
  Result,
  'series' | 'faults' | 'latencyHeatMap' | 'agentsByBehaviour' | 'warmup'
>;

/**
 * Draws up the charts over time. A line of which nothing is known is left out, and so is a chart
 * without lines.
 */
export function chartsView({
  series: whole,
  faults,
  latencyHeatMap,
  agentsByBehaviour = {},
  warmup,
}: ChartedResult): ChartsView {
  const series = shortenSeries(whole, POINTS_MAX);
  const plans = CHARTS.map((plan) =>
    plan.id === AGENTS_ID
      ? { ...plan, lines: [...plan.lines, ...behaviourLines(agentsByBehaviour)] }
      : plan,
  );
  const views = plans
    .map((plan) => drawUp(plan, series))
    .filter(({ chart }) => chart.lines.length > 0);
  const seconds = series.intended.map((_, row) => round((row * series.intervalMs) / 1000));
  return {
    views,
    data: {
      seconds,
      charts: views.map(({ chart }) => chart),
      bands: [...warmupBands(warmup), ...bandsOf(faults, whole)],
      ...(latencyHeatMap === undefined ? {} : { heat: heatOf(latencyHeatMap) }),
    },
    intervalMs: series.intervalMs,
    isShortened: series !== whole,
  };
}

/** What a page needs to draw a heat map: where its columns and bins begin, and what they hold. */
function heatOf({ intervalMs, lowestBin, counts }: HeatMap): Heat {
  const bins = counts[0]?.length ?? 0;
  return {
    id: HEAT_ID,
    secondsPerColumn: intervalMs / 1000,
    edgesMs: Array.from({ length: bins + 1 }, (_, bin) => round(heatEdgeMs(lowestBin + bin))),
    counts,
  };
}

/** What the warm-up did is drawn, and counts in no figure. */
function warmupBands(warmup: Result['warmup']): Band[] {
  if (warmup === undefined) return [];
  return [{ label: 'warm-up', from: 0, to: warmup.durationMs / 1000, recoveredAt: null }];
}

/**
 * Only what was seen to have taken effect is drawn. What was not healed by the time of the result
 * reaches to the end of what is known.
 */
function bandsOf(faults: Result['faults'], series: Series): Band[] {
  const { startMs, intervalMs, intended } = series;
  const lastMs = startMs + intended.length * intervalMs;
  const seconds = (ms: number) => round((ms - startMs) / 1000);
  return faults
    .flatMap(({ id, kind, status, startMs: from, endMs, recoveryMs }) => {
      if (status !== 'injected' || from === null) return [];
      const to = endMs ?? Math.max(from, lastMs);
      const recoveredAt = recoveryMs === null || recoveryMs === 0 ? null : seconds(to + recoveryMs);
      return [{ label: `${id} ${kind}`, from: seconds(from), to: seconds(to), recoveredAt }];
    })
    .toSorted((a, b) => a.from - b.from);
}

interface ChartPlan {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly unit: Unit;
  readonly lines: readonly LinePlan[];
}

interface LinePlan {
  readonly label: string;
  readonly colour: LineColour;
  readonly isDashed?: boolean;
  readonly valuesOf: (series: Series) => (number | null)[];
}

const AGENTS_ID = 'chart-agents';

const CHARTS: readonly ChartPlan[] = [
  {
    id: 'chart-throughput',
    title: 'Throughput',
    note: 'Operations per second, by how they ended.',
    unit: 'perSecond',
    lines: [
      { label: 'Intended', colour: 'quiet', isDashed: true, valuesOf: perSecond('intended') },
      { label: 'OK', colour: 'ok', valuesOf: perSecond('ok') },
      { label: 'Failed', colour: 'fail', valuesOf: perSecond('fail') },
      { label: 'Unknown', colour: 'info', valuesOf: perSecond('info') },
      { label: 'Dropped', colour: 'quiet', valuesOf: perSecond('dropped') },
    ],
  },
  {
    id: 'chart-latency',
    title: 'Latency',
    note: 'From when an operation was intended to its answer.',
    unit: 'milliseconds',
    lines: [
      { label: 'p50', colour: 'low', valuesOf: (series) => series.latencyP50 },
      { label: 'p95', colour: 'middle', valuesOf: (series) => series.latencyP95 },
      { label: 'p99', colour: 'high', valuesOf: (series) => series.latencyP99 },
      { label: 'Max', colour: 'quiet', isDashed: true, valuesOf: (series) => series.latencyMax },
    ],
  },
  {
    id: 'chart-errors',
    title: 'Errors',
    note: 'Share of operations that failed or whose fate is unknown, and of those never sent.',
    unit: 'share',
    lines: [
      { label: 'Failed or unknown', colour: 'fail', valuesOf: errorShares },
      { label: 'Dropped', colour: 'quiet', isDashed: true, valuesOf: droppedShares },
    ],
  },
  {
    id: AGENTS_ID,
    title: 'Agents',
    note: 'Agents that have a session.',
    unit: 'count',
    lines: [{ label: 'Agents', colour: 'middle', valuesOf: (series) => series.agents }],
  },
  {
    id: 'chart-lateness',
    title: 'Generator lateness',
    note: 'Send delay: from intended to sent. When it grows, this machine is the bottleneck.',
    unit: 'milliseconds',
    lines: [
      { label: 'Send delay p99', colour: 'generator', valuesOf: (s) => s.sendDelayP99 },
      {
        label: 'Event-loop delay p99',
        colour: 'quiet',
        isDashed: true,
        valuesOf: (s) => s.eventLoopDelayP99,
      },
    ],
  },
  {
    id: 'chart-cpu',
    title: 'CPU',
    note: 'Cores in use.',
    unit: 'cores',
    lines: [
      { label: 'Generator', colour: 'generator', valuesOf: (series) => series.generatorCpu },
      { label: 'Target', colour: 'target', valuesOf: (series) => series.targetCpu },
    ],
  },
  {
    id: 'chart-memory',
    title: 'Memory',
    note: 'Resident set of the processes.',
    unit: 'bytes',
    lines: [
      { label: 'Generator', colour: 'generator', valuesOf: (series) => series.generatorMemory },
      { label: 'Target', colour: 'target', valuesOf: (series) => series.targetMemory },
    ],
  },
];

/** Of the lines by behaviour: the largest ones each have their own. */
const BEHAVIOUR_COLOURS = ['ok', 'fail', 'info', 'generator', 'target'] as const;

/** A line for each behaviour, the most agents first; the rest together, when they are many. */
function behaviourLines(columns: Readonly<Record<string, readonly number[]>>): LinePlan[] {
  const largest = Object.entries(columns).toSorted(
    ([, one], [, other]) => highestOf(other) - highestOf(one),
  );
  const [own, rest] = [
    largest.slice(0, BEHAVIOUR_COLOURS.length),
    largest.slice(BEHAVIOUR_COLOURS.length),
  ];
  const lines = own.map(([label, column], number): LinePlan => ({
    label,
    colour: BEHAVIOUR_COLOURS[number] ?? 'quiet',
    valuesOf: () => shortenColumn(column, POINTS_MAX),
  }));
  if (rest.length === 0) return lines;
  const rows = rest[0]?.[1] ?? [];
  const sums = rows.map((_, row) => rest.reduce((sum, [, column]) => sum + (column[row] ?? 0), 0));
  const label = `${rest.length} more behaviours`;
  const valuesOf = () => shortenColumn(sums, POINTS_MAX);
  return [...lines, { label, colour: 'quiet', isDashed: true, valuesOf }];
}

function highestOf(column: readonly number[]): number {
  return column.reduce((a, b) => Math.max(a, b), 0);
}

function drawUp({ id, title, note, unit, lines }: ChartPlan, series: Series): ChartView {
  const drawn = lines
    .map(({ valuesOf, ...line }): Line => ({ ...line, values: valuesOf(series).map(roundOrNull) }))
    .filter(({ values }) => values.some((value) => value !== null));
  return { title, note, chart: { id, unit, lines: drawn } };
}

function perSecond(column: 'intended' | 'ok' | 'fail' | 'info' | 'dropped') {
  return (series: Series) => series[column].map((count) => count / (series.intervalMs / 1000));
}

function errorShares({ ok, fail, info }: Series): (number | null)[] {
  return ok.map((good, row) => {
    const bad = (fail[row] ?? 0) + (info[row] ?? 0);
    return good + bad === 0 ? null : bad / (good + bad);
  });
}

function droppedShares({ intended, dropped }: Series): (number | null)[] {
  return dropped.map((count, row) => {
    const all = intended[row] ?? 0;
    return all === 0 ? null : count / all;
  });
}

/** More digits than a screen can show would only make the page bigger. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}

function roundOrNull(value: number | null): number | null {
  return value === null ? null : round(value);
}
