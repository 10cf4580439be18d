import { hasErrorCode } from '@lighthouse/contract';
import { Refusal } from '../domain/refusal.ts';

/**
 * Says to a client what a failed append means for its request. Anything unexpected is thrown on.
 */
export function refusalOf(error: unknown): Refusal {
  if (hasErrorCode(error))
    switch (error.code) {
      case 'LH_LOG_OVERLOADED':
        return new Refusal('OVERLOADED', 'too many requests wait for the disk', 1);
      case 'LH_DISK_FULL':
        return new Refusal('DISK_FULL', 'the disk is full; nothing was stored', 10);
      case 'LH_LOG_READ_ONLY':
      case 'LH_LOG_CLOSED':
        return new Refusal('LOG_READ_ONLY', 'the log takes no more events; nothing was stored', 5);
      case 'LH_OUTCOME_UNKNOWN':
        return new Refusal('INTERNAL', 'a write failed: whether it was stored is not known');
    }
  throw error;
}
