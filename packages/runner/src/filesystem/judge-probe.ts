import { samplesNeededFor, type VerdictValue } from '@lighthouse/contract';
import type { FilesystemAnswer } from '@lighthouse/contract/run-answers';
import { formatDuration } from '@lighthouse/cli-kit/format';
import { Trend } from '@lighthouse/verdict';
import { FILE_OPERATIONS, type FileOperation } from '@lighthouse/contract/file-operations';
import type { ProbeShare } from './probe-task.ts';

type ProbeLimits = FilesystemAnswer['limits'];
type ProbedOperation = FilesystemAnswer['operations'][number];
type ProbeJudgement = Pick<
  FilesystemAnswer,
  'verdict' | 'operations' | 'rounds' | 'durationMs' | 'wrongReads'
>;

/**
 * Judges what all threads measured together. Good: every operation kept both limits, and every read
 * gave what was written. Too few samples for a p95 are unknown, unless the average convicts.
 */
export function judgeProbe(shares: readonly ProbeShare[], limits: ProbeLimits): ProbeJudgement {
  const judged = FILE_OPERATIONS.map((name) => judgeOperation(name, shares, limits));
  const sum = (of: (share: ProbeShare) => number) =>
    shares.reduce((total, share) => total + of(share), 0);
  const wrongReads = sum((share) => share.wrongReads);
  const values = judged.map(({ operation }) => operation.verdict);
  const isBad = wrongReads > 0 || values.includes('bad');
  const wrong = wrongReads === 0 ? [] : [`${wrongReads} reads did not give what was written`];
  return {
    verdict: {
      value: isBad ? 'bad' : values.includes('unknown') ? 'unknown' : 'good',
      reasons: [...wrong, ...judged.flatMap(({ reasons }) => reasons)],
    },
    operations: judged.map(({ operation }) => operation),
    durationMs: Math.max(0, ...shares.map(({ workedMs }) => workedMs)),
    rounds: sum((share) => share.rounds),
    wrongReads,
  };
}

function judgeOperation(
  operation: FileOperation,
  shares: readonly ProbeShare[],
  limits: ProbeLimits,
): { readonly operation: ProbedOperation; readonly reasons: readonly string[] } {
  const trend = new Trend('wide');
  for (const { times } of shares) {
    const delta = times[operation];
    if (delta !== undefined) trend.add(delta);
  }
  const latency = trend.distribution();
  const over = [
    ...overLimit(`${operation} on average`, latency.mean, limits.meanMs),
    ...overLimit(`${operation} at p95`, latency.p95, limits.p95Ms),
  ];
  const give = (verdict: VerdictValue, reasons: readonly string[]) => ({
    operation: { operation, verdict, latency },
    reasons,
  });
  if (over.length > 0) return give('bad', over);
  if (latency.p95 !== null) return give('good', []);
  const needed = `${latency.count} samples of ${operation}, a p95 needs ${samplesNeededFor(95)}`;
  return give('unknown', [needed]);
}

function overLimit(what: string, ms: number | null, limitMs: number): string[] {
  if (ms === null || ms <= limitMs) return [];
  return [`${what}: ${formatDuration(ms)}, over ${formatDuration(limitMs)}`];
}
