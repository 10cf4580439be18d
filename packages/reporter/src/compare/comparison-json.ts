import type { Comparison } from './compare.ts';
import type { RegressionVerdict } from './regression.ts';

/**
 * The answer of `lh-report compare --json`. The number in `schema` goes up when a reader of the old
 * one would misread it. Durations are milliseconds, memory bytes, shares and relative changes
 * shares of 1.
 */
export function comparisonJson(
  comparisons: readonly Comparison[],
  verdict: RegressionVerdict | undefined,
) {
  return {
    schema: 'lighthouse/comparison/1',
    comparisons: comparisons.map(({ base, other, runs, differences, warnings }) => ({
      base: { label: base, runs: runs[0] },
      other: { label: other, runs: runs[1] },
      warnings,
      differences: differences.map(({ figure, ...rest }) => ({ ...figure, ...rest })),
    })),
    verdict: verdict ?? null,
  };
}
