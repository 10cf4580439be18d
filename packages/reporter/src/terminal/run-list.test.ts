import { expect, test } from '@jest/globals';
import { entryOf } from '../model/run-entry.ts';
import { killedRun } from '../../test/sample-runs.ts';
import { sampleResult } from '../../test/sample-result.ts';
import { renderRunList } from './run-list.ts';

const PLAIN = {
  good: (text: string) => text,
  bad: (text: string) => text,
  unknown: (text: string) => text,
  dim: (text: string) => text,
  bold: (text: string) => text,
};

test('runs are a line each, with what decides whether to open one', () => {
  const long = sampleResult({
    scenario: {
      ...sampleResult().scenario,
      name: 'a name that goes on and on and on and on and on',
    },
  });
  const lines = renderRunList(
    [
      entryOf(killedRun(), 'runs/b'),
      entryOf(long, 'runs/a'),
      { kind: 'unreadable', path: 'runs/c', problem: 'there is no result.json in the folder' },
    ],
    { style: PLAIN, columnsMax: Number.POSITIVE_INFINITY },
  ).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toMatch(
    /^bad +2026-03-04T05:06:07 +small +2\.10 s +10 +12 +5\.71\/s +n\/a +14\.3% +runs\/b$/,
  );
  expect(lines[2]).toContain('a name that goes on and on and on and o…  ');
  expect(lines[3]).toMatch(/^– +there is no result\.json in the folder +runs\/c$/);
});

test('a folder without runs says so', () => {
  expect(renderRunList([], { style: PLAIN, columnsMax: 80 })).toBe('no runs\n');
});
