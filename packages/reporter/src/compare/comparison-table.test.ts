import { expect, test } from '@jest/globals';
import type { Comparison, Difference } from './compare.ts';
import { comparisonTable, detailedComparisonTable } from './comparison-table.ts';

const NOTHING: Difference = {
  figure: { name: 'latency p99.9', unit: 'duration', better: 'lower' },
  base: null,
  other: null,
  relative: null,
  change: 'unclear',
  intervals: [null, null],
  reason: 'too few samples',
} as const;
const FIRST_ERRORS: Difference = {
  ...NOTHING,
  figure: { name: 'errors', unit: 'share', better: 'lower' },
  base: 0,
  other: 0.0438,
  change: 'worse',
  intervals: [
    { low: 0, high: 0.01 },
    { low: 0.03, high: 0.05 },
  ],
  reason: '99 % intervals apart',
};

function comparisonOf(...differences: Difference[]): Comparison {
  return { base: 'a', other: 'b', runs: [1, 1], differences, warnings: [] };
}

test('a change from nothing is told in the unit of its figure', () => {
  const [group] = comparisonTable(comparisonOf(FIRST_ERRORS)).groups;
  expect(group?.rows[0]?.map(({ text }) => text)).toEqual([
    'errors',
    '0%',
    '4.38%',
    '0% to 4.38%',
    '99 % intervals apart',
  ]);
});

test('a figure that neither side has is left out, and that is said', () => {
  const comparison = comparisonOf(NOTHING, FIRST_ERRORS);
  const { groups, note } = comparisonTable(comparison);
  expect(note).toBe('1 figure has too few samples on both sides, and no line here.');
  expect(groups[0]?.rows.map(([name]) => name?.text)).toEqual(['errors']);
  const [detailed] = detailedComparisonTable(comparison, 'one').groups;
  expect(detailed?.rows[0]?.slice(-2).map(({ text }) => text)).toEqual(['0% to 1%', '3% to 5%']);
});
