import { expect, test } from '@jest/globals';
import type { Series } from '@lighthouse/contract';
import { busyRun } from '../../test/busy-run.ts';
import { emptySeries, sampleSeries } from '../../test/sample-result.ts';
import { killedRun } from '../../test/sample-runs.ts';
import { chartsView } from './charts.ts';
import { POINTS_MAX } from './series.ts';

const chartsOf = (series: Series) => chartsView({ series, faults: [] });

const lineOf = (id: string, label: string, series = sampleSeries()) =>
  chartsOf(series)
    .data.charts.find((chart) => chart.id === id)
    ?.lines.find((line) => line.label === label)?.values;

test('counts are drawn per second whatever the interval', () => {
  const series = { ...sampleSeries(), intervalMs: 5000 };
  expect(lineOf('chart-throughput', 'OK', series)?.[0]).toBe(21);
  expect(chartsOf(series).data.seconds.slice(0, 3)).toEqual([0, 5, 10]);
});

test('shares are of what was answered, of what was intended, and unknown where there was nothing', () => {
  const ten = sampleSeries();
  const series = { ...ten, ok: [...ten.ok], fail: [...ten.fail], dropped: [...ten.dropped] };
  [series.ok[1], series.fail[1], series.dropped[1]] = [63, 21, 21];
  series.ok[2] = 0;
  expect(lineOf('chart-errors', 'Failed or unknown', series)?.slice(0, 3)).toEqual([0, 0.25, null]);
  expect(lineOf('chart-errors', 'Dropped', series)?.[1]).toBe(0.2);
});

test('a line of which nothing is known is left out', () => {
  const { data } = chartsOf(killedRun().series);
  const labelsOf = (id: string) =>
    data.charts.find((chart) => chart.id === id)?.lines.map(({ label }) => label);
  expect(labelsOf('chart-latency')).toEqual(['p50', 'p95', 'Max']);
  expect(labelsOf('chart-cpu')).toEqual(['Generator']);
});

test('without rows there is nothing to draw', () => {
  expect(chartsOf(emptySeries()).data).toEqual({ seconds: [], charts: [], bands: [] });
});

test('a long run is drawn with as many points as a screen can show', () => {
  const { series } = busyRun({ seconds: 10_000, agents: 10, perSecond: 20, rowsMax: 10_000 });
  const view = chartsOf(series);
  expect(view.isShortened).toBe(true);
  expect(view.data.seconds.length).toBeLessThanOrEqual(POINTS_MAX);
  for (const { lines } of view.data.charts)
    for (const { values } of lines) expect(values).toHaveLength(view.data.seconds.length);
});

test('agents are told apart by behaviour, the most first, and many of them are joined', () => {
  const behaviours = ['honest', 'replay', 'flood', 'stale', 'mixed', 'hoard', 'silent'];
  const column = (agents: number) => sampleSeries().agents.map(() => agents);
  const agentsByBehaviour = Object.fromEntries(
    behaviours.map((name, number) => [name, column(70 - 10 * number)]),
  );
  const { data } = chartsView({ series: sampleSeries(), faults: [], agentsByBehaviour });
  const lines = data.charts.find(({ id }) => id === 'chart-agents')?.lines ?? [];
  expect(lines.map(({ label, values }) => [label, values[0]])).toEqual([
    ['Agents', 5],
    ['honest', 70],
    ['replay', 60],
    ['flood', 50],
    ['stale', 40],
    ['mixed', 30],
    ['2 more behaviours', 30],
  ]);
});

test('the warm-up is a band of its own', () => {
  const counts = { intended: 9, ok: 9, fail: 0, info: 0, dropped: 0 };
  const { data } = chartsView({
    series: sampleSeries(),
    faults: [],
    warmup: { durationMs: 3000, counts },
  });
  expect(data.bands).toEqual([{ label: 'warm-up', from: 0, to: 3, recoveredAt: null }]);
});
