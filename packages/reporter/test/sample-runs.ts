import type { Result } from '@lighthouse/contract';
import { evenSamples } from './sample-distribution.ts';
import {
  cleanAudit,
  emptySeries,
  sampleResult,
  sampleSeries,
  sliceOf,
  totalOf,
} from './sample-result.ts';

const NOTHING_MEASURED = {
  cpuMean: null,
  cpuMax: null,
  memoryMax: null,
} as const;

/**
 * Stopped by Ctrl-C before any agent could do anything: nothing was measured, nothing can be
 * judged.
 */
export function emptyRun(): Result {
  const total = totalOf([], []);
  const base = sampleResult();
  return sampleResult({
    run: { ...base.run, durationMs: 12, interrupted: 'stopped by SIGINT' },
    agents: { planned: 10, joined: 0 },
    slices: [],
    total,
    counts: total.counts,
    series: emptySeries(),
    generator: {
      limited: false,
      reasons: [],
      ...NOTHING_MEASURED,
      eventLoopDelayP99: null,
      sendDelayP99: null,
    },
    targetUse: NOTHING_MEASURED,
    thresholds: base.thresholds.map((threshold) => ({
      ...threshold,
      actual: null,
      verdict: 'unknown',
      reason: 'no samples',
    })),
    invariants: base.invariants.map((each) => ({
      ...each,
      verdict: 'unknown',
      reason: 'no audit',
    })),
    audit: { status: 'skipped', reason: 'the run was stopped before it began' },
    verdict: { value: 'unknown', reasons: ['the run was stopped before it began'] },
  });
}

/**
 * Killed half way: figures of the part that ran, an operation without an answer, a percentile
 * without samples.
 */
export function killedRun(): Result {
  const base = sampleResult();
  const latencies = evenSamples(100, 1200, 100);
  const slice = sliceOf({ op: 'command', role: 'builder' }, latencies, {
    intended: 15,
    ok: 12,
    info: 2,
    dropped: 1,
    errors: { 'connection-reset': 2 },
  });
  const series = sampleSeries();
  return sampleResult({
    run: { ...base.run, durationMs: 2100, interrupted: 'stopped by SIGTERM' },
    agents: { planned: 10, joined: 7 },
    slices: [slice],
    total: totalOf([slice], latencies),
    series: {
      ...series,
      ...Object.fromEntries(
        Object.entries(series).flatMap(([name, column]) =>
          Array.isArray(column) ? [[name, column.slice(0, 2)]] : [],
        ),
      ),
      latencyP99: [null, null],
      targetCpu: [null, null],
      targetMemory: [null, null],
    },
    targetUse: NOTHING_MEASURED,
    thresholds: [
      {
        ...base.thresholds[0]!,
        actual: null,
        verdict: 'unknown',
        reason: 'too few samples: p(99) needs 100, there are 12',
      },
      { ...base.thresholds[1]!, actual: 2 / 14, verdict: 'bad', reason: 'rate is 14.29 %' },
    ],
    audit: { ...cleanAudit(), infoHappened: 1, infoDidNotHappen: 1 },
    verdict: {
      value: 'bad',
      reasons: [
        'errors: rate < 1%: rate is 14.29 %',
        'latency{op:command}: p(99) < 100ms: too few samples: p(99) needs 100, there are 12',
        'stopped before its end: stopped by SIGTERM',
        'only 7 of 10 agents joined',
      ],
    },
  });
}

/**
 * Killed outright (kill -9): what lh-run writes on the way, with figures but without a judgement.
 */
export function unjudgedRun(): Result {
  return sampleResult({
    thresholds: [],
    invariants: [],
    audit: { status: 'skipped', reason: 'the run did not come to its audit' },
    verdict: { value: 'unknown', reasons: ['the run did not come to its end'] },
  });
}

/** The target answered nothing but errors. */
export function allFailedRun(): Result {
  const slice = sliceOf({ op: 'command', role: 'builder' }, evenSamples(500, 1499, 1), {
    ok: 0,
    fail: 600,
    info: 400,
    errors: { timeout: 400, 'http-503': 350, 'policy-unavailable': 250 },
  });
  const base = sampleResult();
  const series = sampleSeries();
  return sampleResult({
    slices: [slice],
    total: totalOf([slice], evenSamples(500, 1499, 1)),
    series: {
      ...series,
      intended: series.intended.map(() => 100),
      ok: series.ok.map(() => 0),
      fail: series.fail.map(() => 60),
      info: series.info.map(() => 40),
    },
    thresholds: [{ ...base.thresholds[1]!, actual: 1, verdict: 'bad', reason: 'rate is 100 %' }],
    audit: { ...cleanAudit(), acknowledged: 0, infoDidNotHappen: 400 },
    verdict: {
      value: 'bad',
      reasons: ['errors: rate < 1%: rate is 100 %', 'no operation was acknowledged'],
    },
  });
}

/** The log was changed afterwards, and history and log differ in every way. */
export function tamperedRun(): Result {
  const example = (agent: string, what: string, seq?: number) => ({
    agent,
    op: 'command',
    key: `${agent}-000017`,
    what,
    ...(seq === undefined ? {} : { seq }),
  });
  const base = sampleResult();
  return sampleResult({
    invariants: base.invariants.map((each) => ({
      ...each,
      verdict: 'bad',
      reason: `${each.name.replace('-', ' ')}: no`,
    })),
    audit: {
      ...cleanAudit(),
      log: {
        ...cleanAudit().log,
        value: 'tampered',
        verifiedCount: 2344,
        findings: [
          {
            code: 'MAC_MISMATCH',
            severity: 'critical',
            message: 'event 1234 is not what was written',
            advice: 'compare it with the receipt that builder-003 holds',
            file: '00000000000000000001.lhseg',
            bytes: [5000, 5312],
            seqs: [1234, 1235],
            agent: 'builder-003',
            evidence: { expected: 'a1b2c3', found: 'a1b2c4' },
          },
          {
            code: 'TIME_BACKWARDS',
            severity: 'medium',
            message: 'the clock of the bridge went back by 2 s',
            advice: 'look at its clock',
            seqs: [1300, 1302],
          },
        ],
        findingCount: 7,
      },
      lost: {
        count: 3,
        examples: [
          example('builder-001', 'acknowledged as event 812, which is not there', 812),
          example('builder-002', 'acknowledged as event 813, which is not there', 813),
        ],
      },
      forged: { count: 1, examples: [example('builder-004', 'never sent by this agent', 900)] },
      duplicated: { count: 1, examples: [example('expert-001', 'also event 77', 901)] },
      changed: { count: 1, examples: [example('builder-003', 'content differs', 1234)] },
      outOfOrder: { count: 1, examples: [example('builder-005', 'before event 1100')] },
    },
    verdict: {
      value: 'bad',
      reasons: ['the log was tampered with', '7 events differ from what was sent'],
    },
  });
}

/** The generator could not keep up: nothing can be said of the target. */
export function limitedRun(): Result {
  const base = sampleResult();
  return sampleResult({
    generator: {
      ...base.generator,
      limited: true,
      reasons: ['send delay p99 of 812 ms is above 50 ms', 'the event loop was 98% busy'],
      sendDelayP99: 812,
      cpuMean: 1.9,
      cpuMax: 2,
    },
    verdict: { value: 'unknown', reasons: ['the generator was the bottleneck'] },
  });
}

export const HOSTILE_TEXT =
  '</script><script>document.title="pwned"</script><img src=x onerror=alert(1)>';
export const RIGHT_TO_LEFT_TEXT = 'שלום \u202eevil\u202c مرحبا';

/** Every text that could come from outside tries to get out of its place. */
export function hostileRun(): Result {
  const base = tamperedRun();
  const hostile = (text: string) =>
    `${text} ${HOSTILE_TEXT} ${RIGHT_TO_LEFT_TEXT} "'\`|*_$&<!--lh:data-->`;
  const { audit } = base;
  if (audit.status !== 'done') throw new Error('the tampered run was audited');
  const slices = base.slices.map((slice, index) => ({
    ...slice,
    op: hostile(slice.op),
    role: hostile(slice.role),
    errors: index === 0 ? { [hostile('error')]: 3, '=HYPERLINK("x")': 2, __proto__x: 1 } : {},
  }));
  return sampleResult({
    run: {
      ...base.run,
      id: hostile('run'),
      command: hostile('lh-run'),
      startedAt: hostile('2026'),
    },
    host: { ...base.host, cpuModel: hostile('cpu'), fingerprint: hostile('host') },
    target: {
      ...base.target,
      name: hostile('bridge'),
      url: `http://x/${HOSTILE_TEXT}`,
      embedded: false,
    },
    scenario: {
      ...base.scenario,
      name: `evil ${HOSTILE_TEXT} ${RIGHT_TO_LEFT_TEXT}`,
      description: hostile('description'),
      tags: ['<b>bold</b>', '@everyone'],
    },
    slices,
    total: { ...base.total, errors: slices[0]?.errors ?? {} },
    thresholds: base.thresholds.map((each) => ({
      ...each,
      reason: hostile('reason'),
      verdict: 'bad',
    })),
    invariants: [
      { name: hostile('invariant'), verdict: 'bad', reason: hostile('reason\nnext line') },
    ],
    audit: {
      ...audit,
      log: {
        ...audit.log,
        findings: audit.log.findings.map((finding) => ({
          ...finding,
          message: hostile(finding.message),
          agent: hostile('agent'),
        })),
      },
      lost: {
        count: 1,
        examples: [{ agent: hostile('agent'), op: hostile('op'), what: hostile('what') }],
      },
    },
    verdict: {
      value: 'bad',
      reasons: [hostile('reason'), 'lone surrogate \ud800, control \u0000\u001b[31m'],
    },
  });
}
