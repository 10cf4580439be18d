import type { VerdictValue } from '@lighthouse/contract';
import type { FaultResult } from '@lighthouse/contract/fault-result';

interface Remark {
  readonly verdict: Exclude<VerdictValue, 'good'>;
  readonly reason: string;
}

/**
 * Says what the faults of a run mean for its verdict. A fault that was asked for and not injected
 * leaves open what the run was to find out; a corruption that nobody noticed is bad.
 */
export function judgeFaults(faults: readonly FaultResult[]): Remark[] {
  return faults.flatMap((fault): Remark[] => {
    const name = `fault ${fault.id} (${fault.kind})`;
    if (fault.status !== 'injected') {
      if (fault.optional && fault.status === 'skipped') return [];
      const why = fault.reason ?? 'no reason is known';
      return [{ verdict: 'unknown', reason: `${name} ${WORDS[fault.status]}: ${why}` }];
    }
    if (fault.detectMs !== null) return [];
    return [{ verdict: 'bad', reason: `${name} was not noticed by the watcher of the log` }];
  });
}

const WORDS = { skipped: 'was skipped', failed: 'did not take effect' } as const;
