import { EXIT, type ExitCode } from '@lighthouse/contract';
import type { CheckReport, Status } from './check.ts';

export type Counts = Readonly<Record<Status, number>>;

export function countStatuses(reports: readonly CheckReport[]): Counts {
  const counts = { pass: 0, warn: 0, fail: 0, skip: 0, error: 0 };
  for (const { status } of reports) counts[status] += 1;
  return counts;
}

/** Warnings are not failures, unless asked for; a check that broke leaves the verdict unknown. */
export function exitCodeFor(counts: Counts, isStrict: boolean): ExitCode {
  if (counts.fail > 0 || (isStrict && counts.warn > 0)) return EXIT.bad;
  return counts.error > 0 ? EXIT.unknown : EXIT.good;
}
