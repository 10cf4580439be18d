import { EXIT, type ExitCode } from '@lighthouse/contract';
import type { SuiteAnswer, SuiteEntry } from '@lighthouse/contract/suite-answer';

/**
 * Gives the exit code of a suite, the worst of all: bad, then what could not be run with its own
 * code, then unknown, which a scenario that never had its turn is too.
 */
export function suiteExitCode(scenarios: readonly SuiteEntry[]): number {
  const has = (status: SuiteEntry['status']) => scenarios.some((each) => each.status === status);
  if (has('bad')) return EXIT.bad;
  const failure = scenarios.find(({ status }) => status === 'failed');
  if (failure !== undefined) return failure.exitCode ?? EXIT.bug;
  return has('unknown') || has('waiting') ? EXIT.unknown : EXIT.good;
}

/** Counts the scenarios by what became of them. */
export function countStatuses(
  scenarios: readonly SuiteEntry[],
  leftOut: number,
): SuiteAnswer['counts'] {
  const counts = { good: 0, bad: 0, unknown: 0, failed: 0, waiting: 0, leftOut };
  for (const { status } of scenarios) counts[status]++;
  return counts;
}

/** Tells which code of ours a number is; what is none is our bug. */
export function asExitCode(code: number): ExitCode {
  return Object.values(EXIT).find((known) => known === code) ?? EXIT.bug;
}
