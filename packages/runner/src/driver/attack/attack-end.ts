import type { OperationKind } from '@lighthouse/contract/operation-kinds';
import type { Outcome } from '../../history/record.ts';
import type { Told } from '../told.ts';

/** What became of an attack. */
export interface AttackEnd {
  readonly verdict: LieVerdict | 'not-tried';
  /** False when it was refused, but not with the right answer. */
  readonly isRight: boolean;
  /** Problem codes, statuses, or kinds of broken connection. */
  readonly answers: readonly string[];
  /** Why it counts as accepted; empty when it does not. */
  readonly what: string;
  /** What it may have left in the log. */
  readonly traces: readonly Trace[];
}

/**
 * `refused`: it was answered as a lie is to be answered, or at least had no effect. `accepted`: the
 * target fell for it. `unknown`: no answer, or one that does not tell.
 */
export type LieVerdict = 'refused' | 'accepted' | 'unknown';

/** What the history is to hold of an attack, so that the audit knows what the agent sent. */
export interface Trace {
  readonly kind: Extract<OperationKind, 'command' | 'review' | 'event' | 'session'>;
  /** Undefined for a session, which has no number of the agent's own. */
  readonly number: number | undefined;
  readonly key: string;
  readonly digest: string;
  readonly outcome: Outcome;
  readonly status: number;
  readonly told: Told | undefined;
  readonly sentUs: number;
  readonly endedUs: number;
  /** True for what must not be in the log at all. */
  readonly isLie: boolean;
}

export const NOT_TRIED: AttackEnd = {
  verdict: 'not-tried',
  isRight: true,
  answers: [],
  what: '',
  traces: [],
};
