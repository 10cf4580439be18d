import type { Result, Slice } from '@lighthouse/contract';
import { HeatMapBuilder, sloFigures, Trend } from '@lighthouse/verdict';
import { sampleResult } from './sample-result.ts';

/** What one agent did, and how it ended. */
export interface Deed {
  readonly agent: number;
  readonly op: 'command' | 'review';
  readonly second: number;
  readonly outcome: 'ok' | 'fail' | 'info' | 'dropped';
  readonly latencyUs: number;
  readonly delayUs: number;
}

export const SECONDS = 4;
export const AGENTS = 10;
const UNDER_US = 5_000;
const TARGET = 0.5;

/** The result of these deeds, as lh-run writes it: of a whole run, or of one of its shards. */
export function resultOf(deeds: readonly Deed[], place?: { number: number; of: number }): Result {
  const slices = ['command', 'review'].flatMap((op) => {
    const own = deeds.filter((deed) => deed.op === op);
    return own.length === 0 ? [] : [sliceOf(op, own)];
  });
  const rows = Array.from({ length: SECONDS }, (_, second) =>
    deeds.filter((deed) => deed.second === second),
  );
  const objective = { metric: 'latency', target: TARGET, under: UNDER_US / 1000 };
  const events = rows.map((row) => ({
    good: row.filter(({ outcome, latencyUs }) => outcome === 'ok' && latencyUs <= UNDER_US).length,
    total: row.length,
    failed: row.filter(({ outcome }) => outcome === 'fail' || outcome === 'info').length,
  }));
  const filled = events.map((row) => (row.total === 0 ? undefined : row));
  const slo = sloFigures(objective, filled.slice(0, lastOf(filled) + 1), 1000);
  const base = sampleResult();
  const agents = place === undefined ? AGENTS : Math.ceil((AGENTS - place.number + 1) / place.of);
  const heat = new HeatMapBuilder();
  for (const { second, ...deed } of deeds) {
    const delta = trendOf([deed.outcome === 'dropped' ? undefined : deed.latencyUs]).take();
    if (delta !== undefined) heat.add(second, delta);
  }
  const latencyHeatMap = heat.heatMap();
  const total = { ...sliceOf('all', deeds), role: 'all', behaviour: 'all' };
  return {
    ...base,
    run: { ...base.run, id: place === undefined ? 'whole' : `shard-${place.number}` },
    scenario: {
      ...base.scenario,
      agents: base.scenario.agents.slice(0, 1).map((group) => ({ ...group, count: AGENTS })),
    },
    agents: { planned: agents, joined: agents },
    counts: total.counts,
    total,
    slices,
    series: seriesOf(base, rows, agents),
    ...(latencyHeatMap === undefined ? {} : { latencyHeatMap }),
    slo: [{ ...slo, verdict: 'unknown', reason: 'of this shard' }],
    ...(place === undefined
      ? {}
      : {
          shard: {
            ...place,
            loadMs: SECONDS * 1000,
            rows: {
              latency: rows.map((row) => trendOf(row.map(latencyOf)).encoded),
              sendDelay: rows.map((row) => trendOf(row.map(delayOf)).encoded),
              sendDelayMax: rows.map((row) => trendOf(row.map(delayOf)).maxMs),
            },
            stretches: [],
            slo: [
              {
                good: events.map(({ good }) => good),
                total: events.map(({ total: all }) => all),
                failed: events.map(({ failed }) => failed),
              },
            ],
          },
        }),
  };
}

/** Every agent's deeds go to the shard that has the agent. */
export function shardsOf(deeds: readonly Deed[], of: number): Result[] {
  return Array.from({ length: of }, (_, index) =>
    resultOf(
      deeds.filter(({ agent }) => agent % of === index),
      { number: index + 1, of },
    ),
  );
}

function lastOf(rows: readonly unknown[]): number {
  return rows.findLastIndex((row) => row !== undefined);
}

function latencyOf({ outcome, latencyUs }: Deed): number | undefined {
  return outcome === 'dropped' ? undefined : latencyUs;
}

function delayOf({ outcome, delayUs }: Deed): number | undefined {
  return outcome === 'dropped' ? undefined : delayUs;
}

function trendOf(times: readonly (number | undefined)[]): Trend {
  const trend = new Trend('wide');
  for (const us of times) if (us !== undefined) trend.record(us);
  return trend;
}

function countsOf(deeds: readonly Deed[]): Slice['counts'] {
  const of = (outcome: Deed['outcome']) => deeds.filter((deed) => deed.outcome === outcome).length;
  return {
    intended: deeds.length,
    ok: of('ok'),
    fail: of('fail'),
    info: of('info'),
    dropped: of('dropped'),
  };
}

function sliceOf(op: string, deeds: readonly Deed[]): Slice {
  const counts = countsOf(deeds);
  const errors = { BUSY: counts.fail, TIMED_OUT: counts.info, LATE: counts.dropped };
  return {
    op,
    role: 'builder',
    behaviour: 'honest',
    counts,
    latency: trendOf(deeds.map(latencyOf)).distribution(),
    serviceTime: trendOf(deeds.map(latencyOf)).distribution(),
    sendDelay: trendOf(deeds.map(delayOf)).distribution(),
    errors: Object.fromEntries(
      Object.entries(errors)
        .filter(([, count]) => count > 0)
        .toSorted(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)),
    ),
  };
}

function seriesOf({ series }: Result, rows: readonly Deed[][], agents: number): Result['series'] {
  const counts = rows.map(countsOf);
  const latency = rows.map((row) => trendOf(row.map(latencyOf)));
  const sendDelay = rows.map((row) => trendOf(row.map(delayOf)));
  const used = rows.map((_, row) => row / 10);
  return {
    startMs: series.startMs,
    intervalMs: 1000,
    intended: counts.map((row) => row.intended),
    ok: counts.map((row) => row.ok),
    fail: counts.map((row) => row.fail),
    info: counts.map((row) => row.info),
    dropped: counts.map((row) => row.dropped),
    agents: rows.map(() => agents),
    latencyP50: latency.map((trend) => trend.percentileMs(50)),
    latencyP95: latency.map((trend) => trend.percentileMs(95)),
    latencyP99: latency.map((trend) => trend.percentileMs(99)),
    latencyMax: latency.map((trend) => trend.maxMs),
    sendDelayP99: sendDelay.map((trend) => trend.percentileMs(99)),
    generatorCpu: used,
    generatorMemory: used,
    eventLoopDelayP99: used,
    targetCpu: used,
    targetMemory: used,
  };
}
