import type { Seen } from '@lighthouse/contract/seen';
import { Refusal } from './refusal.ts';

/** Two accounts of one log that can't both be true. */
export interface Evidence {
  /** What the agent holds. */
  readonly seen: Seen;
  /** What stands in the log, in that place or, when it ends before, at its end. */
  readonly held: Seen;
}

const DETAILS = {
  ROLLBACK_DETECTED: 'the log ends before an event that the agent has a receipt for',
  FORK: 'the log has another event where the agent has a receipt for one',
} as const;

/** The answer to a receipt that the log does not bear out. */
export class DisputedHistory extends Refusal {
  readonly evidence: Evidence;

  constructor(code: keyof typeof DETAILS, evidence: Evidence) {
    super(code, DETAILS[code]);
    this.evidence = evidence;
  }
}
