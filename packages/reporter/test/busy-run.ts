import type { Result, Series } from '@lighthouse/contract';
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

/** A run that looks like a real one: latencies with a long tail, noise, a ramp, and a bad moment in its middle. */
export function busyRun({ seconds, agents, perSecond, seed = 1, rowsMax = 1200 }: BusyRun): Result {
  const random = randomFrom(seed);
  const intervalMs = Math.ceil(seconds / rowsMax) * 1000;
  const rows = Math.ceil((seconds * 1000) / intervalMs);
  const shares = [
    { op: 'command', role: 'builder', share: 0.8, middleUs: 2600 },
    { op: 'review', role: 'expert', share: 0.12, middleUs: 1900 },
    { op: 'join', role: 'builder', share: 0.06, middleUs: 5200 },
    { op: 'join', role: 'expert', share: 0.02, middleUs: 5100 },
  ];
  const series = busySeries({ rows, intervalMs, agents, perSecond, random });
  const sum = (column: readonly number[]) => column.reduce((a, b) => a + b, 0);
  const counts = {
    ok: sum(series.ok),
    fail: sum(series.fail),
    info: sum(series.info),
    dropped: sum(series.dropped),
  };
  const all: Samples[number][] = [];
  const slices = shares.map(({ share, middleUs, ...tags }, index) => {
    const part = (count: number) => Math.floor(count * share);
    const isFirst = index === 0;
    const rest = (count: number) =>
      isFirst
        ? count - shares.slice(1).reduce((taken, each) => taken + Math.floor(count * each.share), 0)
        : part(count);
    const own = {
      ok: rest(counts.ok),
      fail: rest(counts.fail),
      info: rest(counts.info),
      dropped: rest(counts.dropped),
    };
    const samples = longTail({ count: own.ok + own.fail, middleUs, random });
    all.push(...samples);
    return sliceOf(tags, samples, {
      ...own,
      intended: own.ok + own.fail + own.info + own.dropped,
      delayShare: DELAY_SHARE,
      errors: { 'http-503': own.fail, timeout: own.info },
    });
  });
  const total = totalOf(slices, all, DELAY_SHARE);
  const base = sampleResult();
  const isBad = (total.latency.p99 ?? 0) >= 20;
  return sampleResult({
    run: { ...base.run, durationMs: seconds * 1000 + 812 },
    scenario: {
      ...base.scenario,
      name: 'A hundred agents and a slow disk',
      description:
        'Builders send commands, one in five needs an expert. The disk stalls in the middle of the run.',
      tags: ['load', 'nightly'],
      agents: [
        {
          role: 'builder',
          count: agents - Math.ceil(agents / 5),
          rate: '2/s',
          arrival: 'poisson',
          mix: { safe: 70, risky: 20, complex: 10 },
        },
        { role: 'expert', count: Math.ceil(agents / 5) },
      ],
    },
    agents: { planned: agents, joined: agents },
    workers: 1,
    series,
    slices,
    total,
    thresholds: [
      {
        metric: 'latency{op:command}',
        limit: 'p(99) < 20ms',
        actual: slices[0]?.latency.p99 ?? null,
        verdict: isBad ? 'bad' : 'good',
        reason: isBad ? 'above the limit' : '',
      },
      {
        metric: 'errors',
        limit: 'rate < 1%',
        actual: (counts.fail + counts.info) / (counts.ok + counts.fail + counts.info),
        verdict: 'good',
        reason: '',
      },
      {
        metric: 'operations',
        limit: 'rate > 100',
        actual: counts.ok / seconds,
        verdict: counts.ok / seconds > 100 ? 'good' : 'bad',
        reason: '',
      },
    ],
    verdict: isBad
      ? { value: 'bad', reasons: ['latency{op:command}: p(99) is above 20ms'] }
      : { value: 'good', reasons: [] },
  });
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
