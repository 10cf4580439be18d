import type { VerdictValue } from '@lighthouse/contract';
import type { CheckReport, DoctorAnswer } from '@lighthouse/contract/doctor-answer';

export type Counts = DoctorAnswer['counts'];

export function countStatuses(reports: readonly CheckReport[]): Counts {
  const counts = { pass: 0, warn: 0, fail: 0, skip: 0, error: 0 };
  for (const { status } of reports) counts[status] += 1;
  return counts;
}

/** Warnings are not failures, unless asked for; a check that broke leaves the verdict unknown. */
export function verdictOf(counts: Counts, isStrict: boolean): VerdictValue {
  if (counts.fail > 0 || (isStrict && counts.warn > 0)) return 'bad';
  return counts.error > 0 ? 'unknown' : 'good';
}
