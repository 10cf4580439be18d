import type { Result, Series } from '@lighthouse/contract';
import type { HeatMap } from '@lighthouse/contract/heat-map';
import { HeatMapBuilder, sloFigures, Trend } from '@lighthouse/verdict';
import type { SloFigures } from '@lighthouse/verdict';
import type { ShardResult } from './check-shards.ts';

const SECOND_MS = 1000;

/** Where the rows of each shard stand among those of all. */
export interface Alignment {
  readonly startMs: number;
  readonly intervalMs: number;
  readonly rowCount: number;
  /** Rows that come before the first of a shard, in the order of the shards. */
  readonly offsets: readonly number[];
}

/** Lays the series of shards beside each other by the clocks of their machines. */
export function alignSeries(shards: readonly ShardResult[]): Alignment {
  const all = shards.map(({ result }) => result.series);
  const startMs = Math.min(...all.map((series) => series.startMs));
  const intervalMs = all[0]?.intervalMs ?? SECOND_MS;
  const offsets = all.map((series) => Math.round((series.startMs - startMs) / intervalMs));
  const ends = all.map((series, place) => series.intended.length + (offsets[place] ?? 0));
  return { startMs, intervalMs, rowCount: Math.max(0, ...ends), offsets };
}

/** A column of each shard, in its place among the rows of all; undefined where it has no row. */
type Placed<T> = readonly (readonly (T | undefined)[])[];

/**
 * Joins the series of shards: counts add up, quantiles are read off the merged histograms of a row.
 * Of what was used, the machine that was pressed hardest is shown.
 */
export function joinSeries(shards: readonly ShardResult[], at: Alignment): Series {
  const place = <T>(columnOf: (shard: ShardResult) => readonly T[]): Placed<T> =>
    shards.map((shard, number) => shifted(columnOf(shard), at.offsets[number] ?? 0, at.rowCount));
  const sum = (name: CountColumn) => sumRows(place(({ result }) => result.series[name]));
  const most = (name: keyof Omit<Series, CountColumn | 'startMs' | 'intervalMs'>) =>
    largestOfRows(place(({ result }) => result.series[name]));
  const latencyMax = most('latencyMax');
  const latency = trendsOf(
    place(({ shard }) => shard.rows.latency),
    latencyMax,
  );
  const sendDelayMax = largestOfRows(place(({ shard }) => shard.rows.sendDelayMax));
  const sendDelay = trendsOf(
    place(({ shard }) => shard.rows.sendDelay),
    sendDelayMax,
  );
  return {
    startMs: at.startMs,
    intervalMs: at.intervalMs,
    intended: sum('intended'),
    ok: sum('ok'),
    fail: sum('fail'),
    info: sum('info'),
    dropped: sum('dropped'),
    agents: sum('agents'),
    latencyP50: latency.map((trend) => trend.percentileMs(50)),
    latencyP95: latency.map((trend) => trend.percentileMs(95)),
    latencyP99: latency.map((trend) => trend.percentileMs(99)),
    latencyMax,
    sendDelayP99: sendDelay.map((trend) => trend.percentileMs(99)),
    generatorCpu: most('generatorCpu'),
    generatorMemory: most('generatorMemory'),
    eventLoopDelayP99: most('eventLoopDelayP99'),
    targetCpu: most('targetCpu'),
    targetMemory: most('targetMemory'),
  };
}

/** Adds up the agents by behaviour; where a shard tells none apart, all of its are honest. */
export function joinAgents(
  shards: readonly ShardResult[],
  at: Alignment,
): Result['agentsByBehaviour'] {
  if (shards.every(({ result }) => result.agentsByBehaviour === undefined)) return undefined;
  const all = shards.map(
    ({ result }) => result.agentsByBehaviour ?? { honest: result.series.agents },
  );
  const names = [...new Set(all.flatMap((columns) => Object.keys(columns)))];
  const joined = names.map((name) => [
    name,
    sumRows(
      all.map((columns, number) =>
        shifted(columns[name] ?? [], at.offsets[number] ?? 0, at.rowCount),
      ),
    ),
  ]);
  return Object.fromEntries(joined);
}

/** Joins heat maps; one that began later counts from the second it began in. */
export function joinHeatMaps(shards: readonly ShardResult[], at: Alignment): HeatMap | undefined {
  const builder = new HeatMapBuilder();
  for (const [number, { result }] of shards.entries()) {
    const second = ((at.offsets[number] ?? 0) * at.intervalMs) / SECOND_MS;
    if (result.latencyHeatMap !== undefined) builder.addMap(result.latencyHeatMap, second);
  }
  return builder.heatMap();
}

/** What became of each objective, from what ended in the rows of all shards. */
export function joinObjectives(shards: readonly ShardResult[], at: Alignment): SloFigures[] {
  const [first] = shards;
  return (first?.result.slo ?? []).map((objective, place) => {
    const columnOf = (name: 'good' | 'total' | 'failed') =>
      sumRows(
        shards.map(({ shard }, number) =>
          shifted(shard.slo[place]?.[name] ?? [], at.offsets[number] ?? 0, at.rowCount),
        ),
      );
    const [good, failed] = [columnOf('good'), columnOf('failed')];
    const rows = columnOf('total').map((total, row) =>
      total === 0 ? undefined : { good: good[row] ?? 0, total, failed: failed[row] ?? 0 },
    );
    const last = rows.findLastIndex((row) => row !== undefined);
    return sloFigures(objective, rows.slice(0, last + 1), at.intervalMs);
  });
}

type CountColumn = 'intended' | 'ok' | 'fail' | 'info' | 'dropped' | 'agents';

function shifted<T>(column: readonly T[], offset: number, rowCount: number): (T | undefined)[] {
  return Array.from({ length: rowCount }, (_, row) => column[row - offset]);
}

function sumRows(columns: Placed<number>): number[] {
  return rowsOf(columns).map((row) => row.reduce((sum, value) => sum + value, 0));
}

function largestOfRows(columns: Placed<number | null>): (number | null)[] {
  return rowsOf(columns).map((row) => {
    const known = row.filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  });
}

/** Empty rows have empty trends. */
function trendsOf(columns: Placed<string>, largest: readonly (number | null)[]): Trend[] {
  return rowsOf(columns).map((row, number) => {
    const trend = new Trend('wide');
    for (const hdr of row) trend.addEncoded(hdr, { min: 0, max: largest[number] ?? 0 });
    return trend;
  });
}

/** What the shards have in each row. */
function rowsOf<T>(columns: Placed<T>): T[][] {
  const rowCount = columns[0]?.length ?? 0;
  return Array.from({ length: rowCount }, (_, row) =>
    columns.flatMap((column) => {
      const value = column[row];
      return value === undefined ? [] : [value];
    }),
  );
}
