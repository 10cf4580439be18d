import { expect, test } from '@jest/globals';
import { sampleResult } from '../../test/sample-result.ts';
import {
  allFailedRun,
  emptyRun,
  killedRun,
  limitedRun,
  tamperedRun,
  unjudgedRun,
} from '../../test/sample-runs.ts';
import { verdictView } from './verdict.ts';
import type { VerdictView } from './verdict.ts';

const supportOf = (view: VerdictView, label: string) =>
  view.supports.find((support) => support.label === label);

test('a good run rests on everything that was asked for, and all of it held', () => {
  const view = verdictView(sampleResult());
  expect(view.word).toBe('Good');
  expect(view.supports.map(({ tone }) => tone)).toEqual(Array(6).fill('good'));
  expect(supportOf(view, 'Conservation')?.text).toBe(
    '1,050 intended = 1,050 ok + 0 failed + 0 unknown + 0 dropped',
  );
  expect(view.contradictions).toEqual([]);
});

test('a broken threshold outweighs one that could not be judged', () => {
  const view = verdictView(killedRun());
  expect(view.sentence).toBe('A limit was broken.');
  expect(supportOf(view, 'Thresholds')).toEqual({
    label: 'Thresholds',
    tone: 'bad',
    text: '0 of 2 held, 1 broken, 1 not judged',
  });
  expect(supportOf(view, 'Run')?.text).toBe(
    'stopped before its end: stopped by SIGTERM; 7 of 10 agents joined',
  );
});

test('a log that differs from the history is bad, with the number of differences', () => {
  const view = verdictView(tamperedRun());
  expect(view.sentence).toBe('The log is not what it should be.');
  expect(supportOf(view, 'Audit')).toMatchObject({
    tone: 'bad',
    text: expect.stringMatching(/^log tampered; .*: 7 differ$/),
  });
});

test('what was not judged is never shown as good', () => {
  const view = verdictView(emptyRun());
  expect(view.word).toBe('Unknown');
  for (const label of ['Thresholds', 'Invariants', 'Audit', 'Run'])
    expect(supportOf(view, label)?.tone).toBe('unknown');
  expect(supportOf(view, 'Generator')).toMatchObject({ tone: 'plain' });
});

test('of a run that was killed outright everything asked for is not judged', () => {
  const view = verdictView(unjudgedRun());
  expect(supportOf(view, 'Thresholds')).toMatchObject({ tone: 'unknown' });
  expect(supportOf(view, 'Thresholds')?.text).toBe('0 of 2 held, 2 not judged');
  expect(supportOf(view, 'Invariants')?.text).toBe('0 of 7 held, 7 not judged');
});

test('a generator that was the bottleneck says why', () => {
  expect(supportOf(verdictView(limitedRun()), 'Generator')).toEqual({
    label: 'Generator',
    tone: 'unknown',
    text: 'was the bottleneck: send delay p99 of 812 ms is above 50 ms; the event loop was 98% busy',
  });
});

test('a log that could not be verified is unknown even if nothing was found', () => {
  const { audit } = sampleResult();
  if (audit.status !== 'done') throw new Error('the sample is audited');
  const view = verdictView(
    sampleResult({ audit: { ...audit, log: { ...audit.log, value: 'unknown' } } }),
  );
  expect(supportOf(view, 'Audit')?.tone).toBe('unknown');
  expect(view.contradictions).toContain(
    'the verdict is good, but the log is not known to be intact',
  );
});

test('a file that contradicts itself is told on', () => {
  const good = { value: 'good' as const, reasons: [] };
  expect(verdictView({ ...tamperedRun(), verdict: good }).contradictions).toHaveLength(3);
  expect(verdictView({ ...allFailedRun(), verdict: good }).contradictions).toEqual([
    'the verdict is good, but not all that was asked for held',
  ]);
  const result = sampleResult();
  expect(verdictView({ ...result, slices: [] }).contradictions).toEqual([
    'the figures by operation, role and behaviour do not add up to the total',
  ]);
});

test('counts that do not add up are shown as unequal, whatever the file says of them', () => {
  const result = sampleResult({
    counts: { intended: 1051, ok: 1050, fail: 0, info: 0, dropped: 0 },
  });
  const view = verdictView(result);
  expect(supportOf(view, 'Conservation')).toMatchObject({
    tone: 'unknown',
    text: 'broken: 1,051 intended ≠ 1,050 ok + 0 failed + 0 unknown + 0 dropped',
  });
  expect(view.contradictions).toHaveLength(1);
});
