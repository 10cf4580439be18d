import type { CheckReport, DoctorAnswer } from '@lighthouse/contract/doctor-answer';

export function reportOf(report: Partial<CheckReport>): CheckReport {
  return {
    id: 'disk.space',
    group: 'disk',
    title: 'free space',
    durationMs: 1,
    status: 'pass',
    found: '3 GiB',
    needed: '1 GiB',
    ...report,
  };
}

/** An answer as it would be with these checks. */
export function answerOf(checks: CheckReport[], changes: Partial<DoctorAnswer> = {}): DoctorAnswer {
  const count = (status: string) => checks.filter((check) => check.status === status).length;
  return {
    schema: 'lighthouse/doctor/1',
    tool: { name: 'lh-doctor', version: '1.2.3' },
    verdict: count('fail') > 0 ? 'bad' : count('error') > 0 ? 'unknown' : 'good',
    counts: {
      pass: count('pass'),
      warn: count('warn'),
      fail: count('fail'),
      skip: count('skip'),
      error: count('error'),
    },
    checks,
    capabilities: [],
    capacity: { status: 'not-measured', how: 'lh-doctor --calibrate' },
    repairs: [],
    ...changes,
  };
}
