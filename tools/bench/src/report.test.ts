import { describe, expect, test } from '@jest/globals';
import { OTHERS_SHARE_MAX, type Contest, type ContestResult } from './contest.ts';
import { renderContest, renderHead } from './render.ts';
import { reportContest } from './report.ts';

const CONTEST: Contest = {
  name: 'batches',
  figures: [
    { name: 'events', unit: 'a second' },
    { name: 'CPU time', unit: 'CPU-ms' },
  ],
  contenders: ['store', 'bare'].map((name) => ({ name, measure: () => Promise.resolve({}) })),
  comparisons: [
    { of: 'store', to: 'bare', figure: 'events', aim: { atLeast: 0.5 } },
    { of: 'store', figure: 'CPU time', aim: { atMost: 1 } },
    { of: 'store', to: 'bare', figure: 'events', differencePer: { count: 2, what: 'batch' } },
  ],
  repeats: 5,
};

/** Five rounds: the store at 60 of the bare file's 100, with a CPU time that only it has. */
function resultWith(othersShare: number | undefined): ContestResult {
  const readings = new Map([
    ['store', { events: 60, 'CPU time': 2 }],
    ['bare', { events: 100 }],
  ]);
  const isDisturbed = (othersShare ?? 0) > OTHERS_SHARE_MAX;
  const rounds = Array.from({ length: 5 }, () => ({ readings, othersShare, isDisturbed }));
  return { contest: CONTEST, rounds, droppedCount: 1 };
}

describe('a report', () => {
  test('has the figures that there are, and answers every comparison', () => {
    const report = reportContest('append', resultWith(0));
    expect(
      report.figures.map(({ contender, figure, median }) => [contender, figure, median]),
    ).toEqual([
      ['store', 'events', 60],
      ['bare', 'events', 100],
      ['store', 'CPU time', 2],
    ]);
    expect(
      report.comparisons.map(({ label, unit, median, finding }) => [label, unit, median, finding]),
    ).toEqual([
      ['store / bare: events', 'ratio', 0.6, 'met'],
      ['store: CPU time', 'CPU-ms', 2, 'missed'],
      ['events of one batch more (store, bare)', 'a second', -20, 'steady'],
    ]);
  });

  test('judges nothing but own use when others took much of the machine', () => {
    const report = reportContest('append', resultWith(0.5));
    expect(report.othersShare).toBe(0.5);
    expect(report.comparisons.map(({ finding }) => finding)).toEqual([
      'disturbed',
      'missed',
      'disturbed',
    ]);
  });

  test('does not know of others where nobody says', () => {
    expect(reportContest('append', resultWith(undefined)).othersShare).toBeNull();
  });
});

describe('as text', () => {
  test('figures stand in columns, with how often, how busy, and what was aimed at', () => {
    const text = renderContest(reportContest('append', resultWith(0.12)));
    expect(text.split('\n')[0]).toBe(
      'append: batches  (5 repeats, 1 busier ones left out; others used 12 % of the CPUs)',
    );
    expect(text).toMatch(/^ {2}store \/ bare: events +0\.6 +0\.6 – 0\.6 {2}met +aim ≥ 0\.5$/m);
    expect(text).toMatch(/^ {2}store: CPU time +2 CPU-ms .* MISSED +aim ≤ 1 CPU-ms$/m);
  });

  test('what could not be measured says why', () => {
    const of = { benchmark: 'verify', name: 'a store' };
    expect(renderContest({ ...of, skipped: 'no sha256sum' })).toContain('skipped: no sha256sum');
    expect(renderContest({ ...of, failed: 'it broke' })).toContain('FAILED: it broke');
  });

  test('the head says when, on what, and names nobody', () => {
    const machine = {
      cpuModel: 'A CPU',
      cpuCount: 2,
      memoryBytes: 1,
      os: 'linux x64',
      node: '20.20.2',
    };
    const head = { date: '2026-01-02T03:04:05Z', machine };
    expect(renderHead(head)).toBe('2026-01-02  2 × A CPU, linux x64, Node 20.20.2');
  });
});
