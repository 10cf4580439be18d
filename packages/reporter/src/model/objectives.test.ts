import { expect, test } from '@jest/globals';
import { sampleResult } from '../../test/sample-result.ts';
import { judgementsOf } from './judgements.ts';
import { objectivesTable } from './objectives.ts';
import { rowCountOf } from './table.ts';
import { testSuitesOf } from './test-cases.ts';
import { verdictView } from './verdict.ts';

const MISSED = {
  metric: 'latency{op:command}',
  target: 0.99,
  under: 100,
  good: 970,
  total: 1000,
  achieved: 0.97,
  budget: { allowed: 10, spent: 30, left: -2 },
  burnRate: 3,
  worst: { fromMs: 5000, durationMs: 10_000, burnRate: 12 },
  burn: [1, null, 12],
  verdict: 'bad' as const,
  reason: '97 % were good',
};
const verdict = { value: 'bad' as const, reasons: ['an objective was missed'] };

test('an objective stands with its budget, how fast it burned, and when it burned fastest', () => {
  const [row] = objectivesTable(sampleResult({ slo: [MISSED] })).groups[0]!.rows;
  expect(row?.map(({ text }) => text)).toEqual([
    '99 % of latency{op:command} under 100 ms',
    'broken',
    '97%',
    '30',
    '-200%',
    '3×',
    '12× for 10 s from 5 s',
    '97 % were good',
  ]);
});

test('an objective that nothing could be counted for has no figures', () => {
  const none = { ...MISSED, good: 0, total: 0, achieved: null, burnRate: null, worst: null };
  const budget = { allowed: 0, spent: 0, left: null };
  const result = sampleResult({ slo: [{ ...none, budget, verdict: 'unknown' }] });
  const [row] = objectivesTable(result).groups[0]!.rows;
  expect(row?.map(({ text }) => text).filter((text) => text === 'n/a')).toHaveLength(3);
});

test('a missed objective counts as a broken limit, as a support of the verdict and as a test', () => {
  const result = sampleResult({ slo: [MISSED], verdict });
  expect(verdictView(result).sentence).toBe('A limit was broken.');
  expect(verdictView(result).supports.map(({ label }) => label)).toContain('Objectives');
  expect(judgementsOf(result).filter(({ kind }) => kind === 'objective')).toHaveLength(1);
  expect(testSuitesOf(result).map(({ name }) => name)).toContain('objectives');
});

test('a scenario without objectives says nothing of them', () => {
  const result = sampleResult();
  expect(rowCountOf(objectivesTable(result))).toBe(0);
  expect(verdictView(result).supports.map(({ label }) => label)).not.toContain('Objectives');
  expect(testSuitesOf(result).map(({ name }) => name)).not.toContain('objectives');
});
