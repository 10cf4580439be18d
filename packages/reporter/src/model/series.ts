import type { Series } from '@lighthouse/contract';

/** Points a chart gets at most: one a second for an hour. */
export const POINTS_MAX = 3600;

type CountName = 'intended' | 'ok' | 'fail' | 'info' | 'dropped';
type Column = Exclude<keyof Series, 'startMs' | 'intervalMs'>;

const SUMMED: ReadonlySet<Column> = new Set<CountName>([
  'intended',
  'ok',
  'fail',
  'info',
  'dropped',
]);

/**
 * Joins neighbouring intervals until at most `rowsMax` are left. Counts add up. Of everything else
 * the highest value stands for all: quantiles cannot be averaged, and a short peak is what a reader
 * looks for.
 */
export function shortenSeries(series: Series, rowsMax: number): Series {
  const joined = Math.ceil(series.intended.length / rowsMax);
  if (joined <= 1) return series;
  const join = (column: Column) => joinRows(series[column], joined, SUMMED.has(column));
  const joinCounts = (column: CountName | 'agents') => join(column).map((value) => value ?? 0);
  return {
    startMs: series.startMs,
    intervalMs: series.intervalMs * joined,
    intended: joinCounts('intended'),
    ok: joinCounts('ok'),
    fail: joinCounts('fail'),
    info: joinCounts('info'),
    dropped: joinCounts('dropped'),
    agents: joinCounts('agents'),
    latencyP50: join('latencyP50'),
    latencyP95: join('latencyP95'),
    latencyP99: join('latencyP99'),
    latencyMax: join('latencyMax'),
    sendDelayP99: join('sendDelayP99'),
    generatorCpu: join('generatorCpu'),
    generatorMemory: join('generatorMemory'),
    eventLoopDelayP99: join('eventLoopDelayP99'),
    targetCpu: join('targetCpu'),
    targetMemory: join('targetMemory'),
  };
}

/** Joins the rows of one column as those of the series are; the highest value stands for all. */
export function shortenColumn(values: readonly number[], rowsMax: number): number[] {
  const joined = Math.ceil(values.length / rowsMax);
  return joined <= 1 ? [...values] : joinRows(values, joined, false).map((value) => value ?? 0);
}

function joinRows(values: readonly (number | null)[], size: number, isSummed: boolean) {
  const joined: (number | null)[] = [];
  for (let start = 0; start < values.length; start += size) {
    const known = values.slice(start, start + size).filter((value) => value !== null);
    const join = isSummed ? sum : highest;
    joined.push(known.length === 0 ? null : known.reduce(join));
  }
  return joined;
}

const sum = (a: number, b: number) => a + b;
const highest = (a: number, b: number) => Math.max(a, b);
