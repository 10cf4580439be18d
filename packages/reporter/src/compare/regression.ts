import { LighthouseError } from '@lighthouse/contract';
import type { VerdictValue } from '@lighthouse/contract';
import type { Comparison, Difference } from './compare.ts';

/** The answer to `--fail-on-regression`. */
export interface RegressionVerdict {
  readonly value: VerdictValue;
  readonly reasons: readonly string[];
}

const PERCENT = /^(\d{1,3}(?:\.\d+)?)\s*%$/;

/** Reads `10%` as 0.1. Throws LH_USAGE. */
export function parseRegressionLimit(text: string): number {
  const percent = PERCENT.exec(text.trim())?.[1];
  if (percent !== undefined) return Number(percent) / 100;
  throw new LighthouseError('LH_USAGE', '--fail-on-regression takes a percentage', {
    facts: { given: text },
    hint: 'write it as 10%',
  });
}

/**
 * Bad when a figure is surely worse by more than `limit` (a share of 1), or when an audit found
 * more than before; unknown when the runs cannot be compared, or no figure of theirs could be.
 */
export function judgeRegression(
  comparisons: readonly Comparison[],
  limit: number,
): RegressionVerdict {
  const worse = comparisons.flatMap(({ differences, warnings, other }) => {
    const canCompare = !warnings.some(({ isBlocking }) => isBlocking);
    return differences
      .filter((each) => isRegression(each, limit) && (canCompare || each.figure.unit === 'count'))
      .map((each) => `${other}: ${each.figure.name} is worse (${each.reason})`);
  });
  if (worse.length > 0) return { value: 'bad', reasons: worse };
  const doubts = comparisons.flatMap(doubtsOf);
  if (doubts.length > 0) return { value: 'unknown', reasons: doubts };
  const percent = Number((limit * 100).toPrecision(6));
  return { value: 'good', reasons: [`nothing is surely worse by more than ${percent}%`] };
}

function isRegression({ change, relative }: Difference, limit: number): boolean {
  return change === 'worse' && (relative === null || Math.abs(relative) > limit);
}

function doubtsOf({ other, warnings, differences }: Comparison): string[] {
  const doubts = warnings
    .filter(({ isBlocking }) => isBlocking)
    .map(({ text }) => `${other}: ${text}`);
  if (differences.every(({ reason }) => reason.startsWith('too few')))
    doubts.push(`${other}: too few samples to compare anything`);
  return doubts;
}
