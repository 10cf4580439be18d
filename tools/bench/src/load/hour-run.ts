import { readFileSync } from 'node:fs';
import path from 'node:path';
import { resultSchema, type Distribution, type Result, type Series } from '@lighthouse/contract';
import { HEAT_COLUMNS_MAX } from '@lighthouse/contract/heat-map';
import { workspaceRoot } from '@lighthouse/testkit';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';

const SAMPLE = 'apps/e2e/test/vectors/busy.json';
const HOUR_SECONDS = 3600;
const AGENTS = 1000;
const PER_SECOND = 1_000_000 / 60;
/** As lh-run joins them. */
const ROW_SECONDS = 3;
const COLUMN_SECONDS = 16;
const SLICES = 12;
/** Different latencies of a slice: as many as a histogram of three digits tells apart in a tail. */
const LATENCIES = 6000;

/**
 * Makes the result of an hour of 1,000 agents and a million operations a minute: the sample of the
 * tests, as long and as full as lh-run would write it.
 */
export function hourRun(): Result {
  const text = readFileSync(path.join(workspaceRoot(), SAMPLE), 'utf8');
  const sample = resultSchema.parse(JSON.parse(text));
  const ok = Math.round(PER_SECOND * HOUR_SECONDS);
  const counts = { intended: ok, ok, fail: 0, info: 0, dropped: 0 };
  const total = { ...sample.total, counts, errors: {}, ...distributions(ok) };
  const share = Math.floor(ok / SLICES);
  const slices = Array.from({ length: SLICES }, (_, number) => {
    const own = number === 0 ? ok - share * (SLICES - 1) : share;
    const tags = { op: `op-${number}`, role: 'builder', behaviour: 'honest' };
    return {
      ...total,
      ...tags,
      counts: { ...counts, intended: own, ok: own },
      ...distributions(own),
    };
  });
  return {
    ...sample,
    run: { ...sample.run, durationMs: HOUR_SECONDS * 1000 },
    agents: { planned: AGENTS, joined: AGENTS },
    counts,
    total,
    slices,
    series: hourSeries(sample.series),
    latencyHeatMap: hourHeatMap(),
  };
}

function distributions(count: number) {
  const of = (firstUs: number) => distributionOf(firstUs, count);
  return { latency: of(900), serviceTime: of(700), sendDelay: of(20) };
}

function distributionOf(firstUs: number, count: number): Distribution {
  const histogram = build({
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 1 << 17,
    numberOfSignificantValueDigits: 3,
  });
  const each = Math.floor(count / LATENCIES);
  const usOf = (step: number) => Math.round(firstUs * 1.001 ** step);
  for (let step = 0; step < LATENCIES; step++)
    histogram.recordValueWithCount(usOf(step), step === 0 ? count - each * (LATENCIES - 1) : each);
  const ms = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1000;
  return {
    count,
    min: firstUs / 1000,
    mean: histogram.mean / 1000,
    max: usOf(LATENCIES - 1) / 1000,
    stddev: histogram.stdDeviation / 1000,
    p50: ms(50),
    p90: ms(90),
    p95: ms(95),
    p99: ms(99),
    p999: ms(99.9),
    hdr: encodeIntoCompressedBase64(histogram),
  };
}

/** Repeats each column of the sample until the hour is over. */
function hourSeries(sample: Series): Series {
  const rows = HOUR_SECONDS / ROW_SECONDS;
  const repeated = Object.entries(sample).map(([name, column]): [string, unknown] => [
    name,
    Array.isArray(column)
      ? Array.from({ length: rows }, (_, row): unknown => column[row % column.length])
      : column,
  ]);
  const all = Object.fromEntries(repeated);
  const perRow = Math.round(PER_SECOND * ROW_SECONDS);
  const full = Array.from({ length: rows }, () => perRow);
  return resultSchema.shape.series.parse({
    ...all,
    intervalMs: ROW_SECONDS * 1000,
    intended: full,
    ok: full,
    agents: full.map(() => AGENTS),
  });
}

function hourHeatMap(): NonNullable<Result['latencyHeatMap']> {
  const columns = Math.min(HEAT_COLUMNS_MAX, HOUR_SECONDS / COLUMN_SECONDS);
  const counts = Array.from({ length: columns }, (_, column) =>
    Array.from({ length: 50 }, (_count, bin) => 1000 + ((column * 31 + bin * 17) % 9000)),
  );
  return { intervalMs: COLUMN_SECONDS * 1000, lowestBin: 20, counts };
}
