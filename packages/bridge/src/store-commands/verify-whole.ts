import { LighthouseError } from '@lighthouse/contract';
import { verifyLog } from '@lighthouse/event-store';
import type { LogVerdict } from '@lighthouse/event-store';
import type { KeyedLog } from './places.ts';

/**
 * Verifies a log from its first byte to its last. Rejects with LH_LOG_DAMAGED when it is not whole
 * and authentic; the torn end of one that is being written is no damage.
 */
export async function verifyWhole(log: KeyedLog, signal: AbortSignal): Promise<LogVerdict> {
  const verdict = await verifyLog({ ...log, signal });
  const worst = verdict.findings.find(({ severity }) => severity !== 'info');
  if (worst === undefined && verdict.logId !== undefined) return verdict;
  throw new LighthouseError('LH_LOG_DAMAGED', 'the log is not whole and authentic', {
    hint: 'run lh-verify on it to see what is wrong',
    facts: { log: log.dir, ...(worst && { finding: worst.code }) },
  });
}
