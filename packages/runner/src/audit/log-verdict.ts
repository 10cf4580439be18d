import type { Audit } from '@lighthouse/contract';
import type { LogVerdict } from '@lighthouse/event-store';

type LogVerdictJson = Extract<Audit, { status: 'done' }>['log'];

/** Writes what verification found as the result of a run has it. */
export function logVerdictOf(verdict: LogVerdict): LogVerdictJson {
  const { value, verifiedCount, lastSeq, segmentCount, byteCount } = verdict;
  const { logId, findings, findingCount } = verdict;
  return {
    value,
    verifiedCount,
    lastSeq,
    segmentCount,
    byteCount,
    findingCount,
    ...(logId === undefined ? {} : { logId }),
    findings: findings.map(({ bytes, seqs, evidence, ...finding }) => ({
      ...finding,
      ...(bytes === undefined ? {} : { bytes: [bytes[0], bytes[1]] as const }),
      ...(seqs === undefined ? {} : { seqs: [seqs[0], seqs[1]] as const }),
      ...(evidence === undefined ? {} : { evidence: { ...evidence } }),
    })),
  };
}
