import { describe, expect, test } from '@jest/globals';
import { INVARIANTS } from '@lighthouse/contract';
import type { Audit, Invariant } from '@lighthouse/contract';
import { judgeInvariants } from './judge-invariants.ts';
import { judgeRun } from './judge-run.ts';
import type { JudgedRun } from './judge-run.ts';

type DoneAudit = Extract<Audit, { status: 'done' }>;

const NONE = { count: 0, examples: [] };
const AUDIT: DoneAudit = {
  status: 'done',
  log: {
    value: 'intact',
    verifiedCount: 12,
    lastSeq: 12,
    segmentCount: 1,
    byteCount: 1000,
    findings: [],
    findingCount: 0,
  },
  acknowledged: 5,
  events: 10,
  lost: NONE,
  forged: NONE,
  duplicated: NONE,
  changed: NONE,
  outOfOrder: NONE,
  infoHappened: 0,
  infoDidNotHappen: 0,
};
/** Those that the audit alone tells about. */
const ALL = (Object.keys(INVARIANTS) as Invariant[]).slice(0, 6);

const RUN: JudgedRun = {
  thresholds: [{ metric: 'errors', limit: 'rate < 1%', actual: 0, verdict: 'good', reason: 'ok' }],
  invariants: judgeInvariants(ALL, AUDIT),
  conserved: true,
  counts: { intended: 5, ok: 5, fail: 0, info: 0, dropped: 0 },
  generator: {
    limited: false,
    reasons: [],
    cpuMean: 0.1,
    cpuMax: 0.2,
    memoryMax: 1,
    eventLoopDelayP99: 1,
    sendDelayP99: 1,
  },
  agents: { planned: 3, joined: 3 },
};

function verdicts(audit: Audit): Record<string, string> {
  const results = judgeInvariants(ALL, audit);
  return Object.fromEntries(results.map(({ name, verdict }) => [name, verdict]));
}

describe('invariants', () => {
  test('hold when the audit convicted nothing and the log is intact', () => {
    expect(new Set(Object.values(verdicts(AUDIT)))).toEqual(new Set(['good']));
  });

  test.each([
    ['lost', 'nothing-lost'],
    ['forged', 'nothing-forged'],
    ['duplicated', 'nothing-duplicated'],
    ['changed', 'nothing-changed'],
    ['outOfOrder', 'order-kept'],
  ] as const)('%s breaks %s alone, with an example', (conviction, name) => {
    const examples = [{ agent: 'builder-0001', op: 'command', what: 'gone' }];
    const audit = { ...AUDIT, [conviction]: { count: 2, examples } };
    expect(Object.entries(verdicts(audit)).filter(([, verdict]) => verdict !== 'good')).toEqual([
      [name, 'bad'],
    ]);
    const result = judgeInvariants([name], audit)[0];
    expect(result?.reason).toMatch(/^2 .*first: builder-0001, command, gone$/);
  });

  test('are unknown without an audit', () => {
    const skipped: Audit = { status: 'skipped', reason: 'the log is elsewhere' };
    expect(new Set(Object.values(verdicts(skipped)))).toEqual(new Set(['unknown']));
  });

  test('are not good by what a log that cannot be verified does not show', () => {
    const log = { ...AUDIT.log, value: 'unknown' as const };
    expect(verdicts({ ...AUDIT, log })).toEqual({
      'nothing-lost': 'good',
      'nothing-forged': 'unknown',
      'nothing-duplicated': 'unknown',
      'nothing-changed': 'unknown',
      'order-kept': 'unknown',
      'log-intact': 'unknown',
    });
    expect(verdicts({ ...AUDIT, log, lost: { count: 1, examples: [] } })['nothing-lost']).toBe(
      'unknown',
    );
  });

  test('name the finding that a log is tampered with by', () => {
    const finding = {
      code: 'TAMPERED',
      severity: 'critical',
      message: 'event 7 was altered',
      advice: 'restore it',
    } as const;
    const log = { ...AUDIT.log, value: 'tampered' as const, findings: [finding], findingCount: 3 };
    expect(judgeInvariants(['log-intact'], { ...AUDIT, log })).toEqual([
      {
        name: 'log-intact',
        verdict: 'bad',
        reason: 'TAMPERED: event 7 was altered (and 2 more)',
      },
    ]);
  });
});

describe('the verdict', () => {
  test('is good when everything holds', () => {
    expect(judgeRun(RUN)).toEqual({
      value: 'good',
      reasons: ['kept all 6 invariants and its threshold'],
    });
  });

  const bad = {
    metric: 'latency',
    limit: 'max < 1',
    actual: 2,
    verdict: 'bad',
    reason: 'is 2',
  } as const;
  const unknown = { ...bad, verdict: 'unknown', reason: 'too few' } as const;

  test('is bad before it is unknown, and says both', () => {
    expect(judgeRun({ ...RUN, thresholds: [unknown, bad] })).toEqual({
      value: 'bad',
      reasons: ['latency: max < 1: is 2', 'latency: max < 1: too few'],
      unknownCount: 1,
    });
  });

  test.each<[string, Partial<JudgedRun>, string]>([
    ['a threshold is', { thresholds: [unknown] }, 'too few'],
    ['it was interrupted', { interrupted: 'Ctrl-C' }, 'stopped before its end: Ctrl-C'],
    ['agents did not join', { agents: { planned: 3, joined: 2 } }, 'only 2 of 3 agents joined'],
    ['nothing was acknowledged', { counts: { ...RUN.counts, ok: 0, fail: 5 } }, 'no operation'],
    [
      'the generator was the bottleneck and did not send the load',
      {
        generator: { ...RUN.generator, limited: true, reasons: ['the event loop was late'] },
        counts: { intended: 105, ok: 100, fail: 0, info: 0, dropped: 5 },
      },
      'generator-limited: 5 of 105 operations were never sent, the event loop was late',
    ],
    ['operations went missing', { conserved: false }, 'our bug: 5 intended are not'],
  ])('is unknown when %s', (_why, change, reason) => {
    expect(judgeRun({ ...RUN, ...change })).toEqual({
      value: 'unknown',
      reasons: [expect.stringContaining(reason)],
    });
  });

  test('is good although the generator was slow, when all held nevertheless, and says so', () => {
    const generator = { ...RUN.generator, limited: true, reasons: ['the event loop was late'] };
    expect(judgeRun({ ...RUN, generator })).toEqual({
      value: 'good',
      reasons: [
        'kept all 6 invariants and its threshold',
        expect.stringContaining('generator-limited (the event loop was late)'),
      ],
    });
  });

  test('is bad when the log was tampered with, whoever was the bottleneck', () => {
    const invariants = [{ name: 'log-intact', verdict: 'bad' as const, reason: 'TAMPERED' }];
    const generator = { ...RUN.generator, limited: true };
    expect(judgeRun({ ...RUN, invariants, generator }).value).toBe('bad');
  });
});
