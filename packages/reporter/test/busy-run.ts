import type { OutcomeCounts, Result, Series, Slice } from '@lighthouse/contract';
import { HEAT_COLUMNS_MAX, heatBinOf, type HeatMap } from '@lighthouse/contract/heat-map';
import type { Samples } from './sample-distribution.ts';
import { sampleResult, sliceOf, totalOf } from './sample-result.ts';

export interface BusyRun {
  readonly seconds: number;
  readonly agents: number;
  readonly perSecond: number;
  readonly seed?: number;
  /** Rows of the series are joined as lh-run does, which writes at most this many. */
  readonly rowsMax?: number;
}

/**
 * A run that looks like a real one: latencies with a long tail, noise, a ramp, and a bad moment in
 * its middle.
 */
export function busyRun({ seconds, agents, perSecond, seed = 1, rowsMax = 1200 }: BusyRun): Result {
  const random = randomFrom(seed);
  const intervalMs = Math.ceil(seconds / rowsMax) * 1000;
  const rows = Math.ceil((seconds * 1000) / intervalMs);
  const series = busySeries({ rows, intervalMs, agents, perSecond, random });
  const { slices, total } = busySlices(series, random);
  const base = sampleResult();
  const isSlow = (total.latency.p99 ?? 0) >= 20;
  return sampleResult({
    run: { ...base.run, durationMs: seconds * 1000 + 812 },
    scenario: { ...base.scenario, ...busyScenario(agents) },
    agents: { planned: agents, joined: agents },
    series,
    latencyHeatMap: busyHeatMap(series),
    slices,
    total,
    thresholds: busyThresholds(slices[0]!, total.counts, seconds),
    verdict: isSlow
      ? { value: 'bad', reasons: ['latency{op:command}: p(99) < 20ms: above the limit'] }
      : { value: 'good', reasons: ['kept all 6 invariants and all 3 thresholds'] },
  });
}

function busyScenario(agents: number): Partial<Result['scenario']> {
  const experts = Math.ceil(agents / 5);
  const mix = { safe: 70, risky: 20, complex: 10 };
  return {
    name: 'A hundred agents and a slow disk',
    description: 'One command in five needs an expert. The disk stalls in the middle of the run.',
    tags: ['load', 'nightly'],
    agents: [
      { role: 'builder', count: agents - experts, rate: '2/s', arrival: 'poisson', mix },
      { role: 'expert', count: experts },
    ],
  };
}

function busyThresholds(
  commands: Slice,
  { ok, fail, info }: OutcomeCounts,
  seconds: number,
): Result['thresholds'] {
  const { p99 } = commands.latency;
  const share = (fail + info) / (ok + fail + info);
  const judged = (isKept: boolean, reason: string) => ({
    verdict: isKept ? ('good' as const) : ('bad' as const),
    reason,
  });
  return [
    {
      metric: 'latency{op:command}',
      limit: 'p(99) < 20ms',
      actual: p99,
      ...judged(p99 !== null && p99 < 20, `p(99) is ${p99?.toFixed(1)} ms`),
    },
    {
      metric: 'errors',
      limit: 'rate < 1%',
      actual: share,
      ...judged(share < 0.01, `rate is ${(share * 100).toPrecision(3)} %`),
    },
    {
      metric: 'operations',
      limit: 'rate > 100',
      actual: ok / seconds,
      ...judged(ok / seconds > 100, `rate is ${(ok / seconds).toFixed(1)}/s`),
    },
  ];
}

const SHARES = [
  { op: 'command', role: 'builder', share: 0.8, middleUs: 2600 },
  { op: 'review', role: 'expert', share: 0.12, middleUs: 1900 },
  { op: 'join', role: 'builder', share: 0.06, middleUs: 5200 },
  { op: 'join', role: 'expert', share: 0.02, middleUs: 5100 },
];
const OUTCOMES = ['ok', 'fail', 'info', 'dropped'] as const;

/** Deals the operations of a series out to slices; what does not divide goes to the first. */
function busySlices(series: Series, random: () => number): { slices: Slice[]; total: Slice } {
  const all: Samples[number][] = [];
  const slices = SHARES.map(({ share, middleUs, ...tags }, index) => {
    const [ok = 0, fail = 0, info = 0, dropped = 0] = OUTCOMES.map((outcome) => {
      const count = series[outcome].reduce((a, b) => a + b, 0);
      const others = SHARES.slice(1).reduce((sum, each) => sum + Math.floor(count * each.share), 0);
      return index === 0 ? count - others : Math.floor(count * share);
    });
    const samples = longTail({ count: ok + fail, middleUs, random });
    all.push(...samples);
    const intended = ok + fail + info + dropped;
    return sliceOf(tags, samples, {
      intended,
      ok,
      fail,
      info,
      dropped,
      errors: { 'http-503': fail, timeout: info },
      delayShare: DELAY_SHARE,
    });
  });
  return { slices, total: totalOf(slices, all, DELAY_SHARE) };
}

const DELAY_SHARE = 0.06;

interface SeriesPlan {
  readonly rows: number;
  readonly intervalMs: number;
  readonly agents: number;
  readonly perSecond: number;
  readonly random: () => number;
}

function busySeries({ rows, intervalMs, agents, perSecond, random }: SeriesPlan): Series {
  const numbers = Array.from({ length: rows }, (_, row) => row);
  const around = (middle: number, spread: number) =>
    middle * (1 + spread * (random() + random() - 1));
  const isStalled = (row: number) => row >= rows * 0.5 && row < rows * 0.58;
  const ramp = (row: number) => Math.min(1, (row + 1) / Math.max(1, rows * 0.08));
  const intended = numbers.map((row) =>
    Math.round(around((perSecond * intervalMs) / 1000, 0.15) * ramp(row)),
  );
  const fail = numbers.map((row) =>
    isStalled(row) ? Math.round((intended[row] ?? 0) * 0.04 * random()) : 0,
  );
  const info = numbers.map((row) =>
    isStalled(row) ? Math.round((intended[row] ?? 0) * 0.01 * random()) : 0,
  );
  const dropped = numbers.map((row) => (isStalled(row) && random() < 0.3 ? 1 : 0));
  const slow = (row: number) => (isStalled(row) ? 9 : 1);
  return {
    startMs: Date.UTC(2026, 2, 4, 5, 6, 7),
    intervalMs,
    intended,
    ok: numbers.map(
      (row) => (intended[row] ?? 0) - (fail[row] ?? 0) - (info[row] ?? 0) - (dropped[row] ?? 0),
    ),
    fail,
    info,
    dropped,
    agents: numbers.map((row) => Math.round(agents * ramp(row))),
    latencyP50: numbers.map((row) => around(2.6, 0.1) * slow(row)),
    latencyP95: numbers.map((row) => around(6.1, 0.2) * slow(row)),
    latencyP99: numbers.map((row) => (perSecond < 100 ? null : around(10.5, 0.35) * slow(row))),
    latencyMax: numbers.map((row) => around(19, 0.6) * slow(row)),
    sendDelayP99: numbers.map(() => around(0.6, 0.5)),
    generatorCpu: numbers.map((row) => around(0.42, 0.2) * ramp(row)),
    generatorMemory: numbers.map((row) => (118 + 20 * ramp(row) + 3 * random()) * 1024 * 1024),
    eventLoopDelayP99: numbers.map(() => around(1.4, 0.6)),
    targetCpu: numbers.map((row) => around(0.71, 0.15) * ramp(row) * (isStalled(row) ? 0.5 : 1)),
    targetMemory: numbers.map(
      (row) => (92 + 8 * ramp(row) + (12 * row) / rows + random()) * 1024 * 1024,
    ),
  };
}

/** Of 100 answers, so many in each bin from a third of the median up; the last are the tail. */
const HEAT_SHARES = [1, 3, 7, 13, 18, 19, 15, 10, 6, 3, 2, 1, 1, 0, 0, 1];
const HEAT_BELOW_MEDIAN = 5;

/** Spreads the answers of each row around its median, in columns as lh-run joins them. */
function busyHeatMap({ ok, fail, latencyP50, intervalMs }: Series): HeatMap {
  const joined = Math.ceil(ok.length / HEAT_COLUMNS_MAX);
  const lowestBin = heatBinOf(100);
  const counts = Array.from({ length: Math.ceil(ok.length / joined) }, (_, column) => {
    const bins = Array.from({ length: 50 }, () => 0);
    for (let row = column * joined; row < Math.min(ok.length, (column + 1) * joined); row++) {
      const first = heatBinOf((latencyP50[row] ?? 0) * 1000) - HEAT_BELOW_MEDIAN - lowestBin;
      let left = (ok[row] ?? 0) + (fail[row] ?? 0);
      const answers = left;
      for (const [offset, share] of HEAT_SHARES.entries()) {
        const isLast = offset === HEAT_SHARES.length - 1;
        const count = isLast ? left : Math.round((answers * share) / 100);
        const bin = Math.max(0, first + offset);
        bins[bin] = (bins[bin] ?? 0) + Math.min(count, left);
        left -= Math.min(count, left);
      }
    }
    return bins;
  });
  return { intervalMs: joined * intervalMs, lowestBin, counts };
}

const TAIL_STEPS = 400;

/** Spreads samples as a log-normal distribution does, one in fifty of them much slower. */
function longTail({
  count,
  middleUs,
  random,
}: {
  count: number;
  middleUs: number;
  random: () => number;
}): Samples {
  const steps = Math.min(TAIL_STEPS, count);
  return Array.from({ length: steps }, (_, step): [number, number] => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const tail = random() < 0.02 ? 6 : 1;
    const share = Math.floor(((step + 1) * count) / steps) - Math.floor((step * count) / steps);
    return [Math.max(1, Math.round(middleUs * Math.exp(0.45 * normal) * tail)), share];
  });
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
