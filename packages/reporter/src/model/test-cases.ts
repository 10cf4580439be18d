import type { Result, VerdictValue } from '@lighthouse/contract';
import { AUDIT_CHECKS, LOG_TONES } from './audit.ts';
import { judgementsOf } from './judgements.ts';

/** Something that was to hold, for formats that know tests. */
export interface TestCase {
  readonly name: string;
  readonly verdict: VerdictValue;
  readonly message: string;
}

export interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/** A case for each threshold, each objective, each invariant and each check of the audit. */
export function testSuitesOf(result: Result): TestSuite[] {
  const judgements = judgementsOf(result);
  const objectives = judgements.filter(({ kind }) => kind === 'objective');
  return [
    { name: 'thresholds', cases: judgements.filter(({ kind }) => kind === 'threshold') },
    ...(objectives.length > 0 ? [{ name: 'objectives', cases: objectives }] : []),
    { name: 'invariants', cases: judgements.filter(({ kind }) => kind === 'invariant') },
    { name: 'audit', cases: auditCases(result) },
  ];
}

function auditCases({ audit }: Result): TestCase[] {
  if (audit.status === 'skipped')
    return [{ name: 'audit of the log', verdict: 'unknown', message: audit.reason }];
  const { log } = audit;
  const findings = log.findings.map(({ code, message }) => `${code}: ${message}`);
  const verdict = LOG_TONES[log.value];
  return [
    { name: 'log intact', verdict, message: [`log ${log.value}`, ...findings].join('; ') },
    ...AUDIT_CHECKS.map(({ key, label, means }): TestCase => {
      const { count, examples } = audit[key];
      const shown = examples.map(({ agent, op, what }) => `${agent} ${op}: ${what}`);
      return {
        name: `nothing ${label.toLowerCase()}`,
        verdict: count > 0 ? 'bad' : verdict === 'good' ? 'good' : 'unknown',
        message: [`${count} ${means}`, ...shown].join('; '),
      };
    }),
  ];
}
