import {
  RESULT_SCHEMA,
  RESULT_SCHEMA_VERSION,
  resultSchema,
  scenarioSchema,
} from '@lighthouse/contract';
import type { OutcomeCounts, Result, Series, Slice } from '@lighthouse/contract';
import { distributionOf, evenSamples } from './sample-distribution.ts';
import type { Samples } from './sample-distribution.ts';

const START_MS = Date.UTC(2026, 2, 4, 5, 6, 7);

/**
 * A small run that went well, with figures that can be checked by hand. Everything can be replaced.
 */
export function sampleResult(replaced: Partial<Result> = {}): Result {
  const slices = replaced.slices ?? [commandSlice(), reviewSlice()];
  const total = replaced.total ?? totalOf(slices, [...COMMAND_LATENCIES, ...REVIEW_LATENCIES]);
  return resultSchema.parse({
    ...identity(),
    agents: { planned: 10, joined: 10 },
    workers: 1,
    counts: total.counts,
    conserved: true,
    series: sampleSeries(),
    generator: {
      limited: false,
      reasons: [],
      cpuMean: 0.25,
      cpuMax: 0.5,
      memoryMax: 128 * 1024 * 1024,
      eventLoopDelayP99: 1.5,
      sendDelayP99: 0.75,
    },
    targetUse: { cpuMean: 0.5, cpuMax: 1.25, memoryMax: 96 * 1024 * 1024 },
    ...judgements(),
    audit: cleanAudit(),
    verdict: { value: 'good', reasons: ['kept all 6 invariants and all 2 thresholds'] },
    ...replaced,
    total,
    slices,
  });
}

/**
 * 1,000 commands: 2, 4, … 2,000 µs, so that p50 is 1 ms, p95 1.9 ms, p99 1.98 ms and p99.9 1.998
 * ms.
 */
const COMMAND_LATENCIES = evenSamples(2, 2000, 2);
/**
 * 50 reviews: 20, 40, … 1,000 µs: p50 is 0.5 ms, p95 (the 48th) 0.96 ms, and p99 has too few
 * samples.
 */
const REVIEW_LATENCIES = evenSamples(20, 1000, 20);

function commandSlice(): Slice {
  return sliceOf({ op: 'command', role: 'builder' }, COMMAND_LATENCIES);
}

function reviewSlice(): Slice {
  return sliceOf({ op: 'review', role: 'expert' }, REVIEW_LATENCIES);
}

export interface SliceOptions extends Partial<OutcomeCounts> {
  readonly errors?: Record<string, number>;
  /** Part of each latency that passed before the operation was sent. */
  readonly delayShare?: number;
}

/** Makes a slice whose operations all ended well, unless counts say otherwise. */
export function sliceOf(
  tags: { op: string; role: string; behaviour?: string },
  latencies: Samples,
  { errors = {}, delayShare = 0.5, ...counts }: SliceOptions = {},
): Slice {
  const latency = distributionOf(latencies);
  return {
    behaviour: 'honest',
    ...tags,
    counts: { intended: latency.count, ok: latency.count, fail: 0, info: 0, dropped: 0, ...counts },
    latency,
    serviceTime: distributionOf(
      latencies.map(([us, count]) => [us - Math.floor(us * delayShare), count]),
    ),
    sendDelay: distributionOf(latencies.map(([us, count]) => [Math.floor(us * delayShare), count])),
    errors,
  };
}

/** Adds slices up to the total of a run, as lh-run does. */
export function totalOf(slices: readonly Slice[], latencies: Samples, delayShare = 0.5): Slice {
  const counts = { intended: 0, ok: 0, fail: 0, info: 0, dropped: 0 };
  const errors: Record<string, number> = {};
  for (const slice of slices) {
    for (const outcome of Object.keys(counts) as (keyof OutcomeCounts)[])
      counts[outcome] += slice.counts[outcome];
    for (const [code, count] of Object.entries(slice.errors))
      errors[code] = (errors[code] ?? 0) + count;
  }
  return sliceOf({ op: 'all', role: 'all', behaviour: 'all' }, latencies, {
    ...counts,
    errors,
    delayShare,
  });
}

function identity() {
  return {
    schema: RESULT_SCHEMA,
    schemaVersion: RESULT_SCHEMA_VERSION,
    tool: { name: 'lh-run', version: '0.1.0' },
    run: {
      id: '20260304-050607-small',
      startedAt: new Date(START_MS).toISOString(),
      endedAt: new Date(START_MS + 10_500).toISOString(),
      durationMs: 10_500,
      seed: 42,
      planSha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      command: 'lh-run small --seed 42',
    },
    host: {
      fingerprint: '3c59dc048e88',
      os: 'Linux 6.1.0',
      arch: 'x64',
      cpuModel: 'AMD EPYC 7B13',
      cpuCount: 2,
      effectiveCpus: 2,
      memoryBytes: 8 * 1024 ** 3,
      node: '20.20.2',
    },
    target: {
      kind: 'bridge',
      url: 'http://127.0.0.1:41234',
      embedded: true,
      name: 'lh-bridge',
      version: '0.1.0',
      logId: '0123456789abcdef0123456789abcdef',
    },
    scenario: scenarioSchema.parse({
      name: 'small',
      description: 'Ten agents on the embedded bridge.',
      tags: ['load'],
      seed: 42,
      agents: [
        { role: 'builder', count: 8, rate: '12.5/s', mix: { safe: 70, risky: 20, complex: 10 } },
        { role: 'expert', count: 2 },
      ],
      thresholds: [{ 'latency{op:command}': 'p(99) < 100ms' }, { errors: 'rate < 1%' }],
    }),
  };
}

function judgements(): Pick<Result, 'thresholds' | 'invariants'> {
  return {
    thresholds: [
      {
        metric: 'latency{op:command}',
        limit: 'p(99) < 100ms',
        actual: 1.98,
        verdict: 'good',
        reason: 'p(99) is 1.98 ms',
      },
      {
        metric: 'errors',
        limit: 'rate < 1%',
        actual: 0,
        verdict: 'good',
        reason: 'rate is 0 %',
      },
    ],
    invariants: [
      { name: 'nothing-lost', verdict: 'good', reason: 'none lost of 1050 acknowledged' },
      { name: 'nothing-forged', verdict: 'good', reason: 'none forged of 1050 acknowledged' },
      {
        name: 'nothing-duplicated',
        verdict: 'good',
        reason: 'none duplicated of 1050 acknowledged',
      },
      { name: 'nothing-changed', verdict: 'good', reason: 'none changed of 1050 acknowledged' },
      { name: 'order-kept', verdict: 'good', reason: 'none out of order of 1050 acknowledged' },
      { name: 'log-intact', verdict: 'good', reason: 'all 2345 events verified' },
    ],
  };
}

export function cleanAudit(): Extract<Result['audit'], { status: 'done' }> {
  const nothing = { count: 0, examples: [] };
  return {
    status: 'done',
    log: {
      value: 'intact',
      logId: '0123456789abcdef0123456789abcdef',
      verifiedCount: 2345,
      lastSeq: 2345,
      segmentCount: 1,
      byteCount: 1_234_567,
      findings: [],
      findingCount: 0,
    },
    acknowledged: 1050,
    events: 2345,
    lost: nothing,
    forged: nothing,
    duplicated: nothing,
    changed: nothing,
    outOfOrder: nothing,
    infoHappened: 0,
    infoDidNotHappen: 0,
  };
}

/** Ten seconds with 105 operations each. */
export function sampleSeries(): Series {
  const rows = Array.from({ length: 10 }, (_, row) => row);
  return {
    startMs: START_MS,
    intervalMs: 1000,
    intended: rows.map(() => 105),
    ok: rows.map(() => 105),
    fail: rows.map(() => 0),
    info: rows.map(() => 0),
    dropped: rows.map(() => 0),
    agents: rows.map((row) => Math.min(10, (row + 1) * 5)),
    latencyP50: rows.map((row) => 1 + row / 10),
    latencyP95: rows.map((row) => 1.9 + row / 10),
    latencyP99: rows.map((row) => 1.98 + row / 10),
    latencyMax: rows.map((row) => 2 + row / 10),
    sendDelayP99: rows.map(() => 0.75),
    generatorCpu: rows.map(() => 0.25),
    generatorMemory: rows.map(() => 128 * 1024 * 1024),
    eventLoopDelayP99: rows.map(() => 1.5),
    targetCpu: rows.map(() => 0.5),
    targetMemory: rows.map(() => 96 * 1024 * 1024),
  };
}

/** No rows at all. */
export function emptySeries(): Series {
  const series = sampleSeries();
  const columns = Object.entries(series).map(([name, value]): [string, unknown] => [
    name,
    Array.isArray(value) ? [] : value,
  ]);
  return Object.fromEntries(columns) as unknown as Series;
}
