import type { CrowdSpec } from '@lighthouse/agent-sim';
import type { Scenario } from '@lighthouse/contract';
import type { PlannedFault } from '../faults/planned-fault.ts';

/**
 * What a run will do, resolved to the last default: the same scenario and seed give the same plan,
 * byte for byte. It does not depend on the machine, nor on the number of workers. Agents stand in
 * it as groups and rules, so it stays small.
 */
export interface Plan {
  readonly schema: 'lighthouse/plan';
  readonly schemaVersion: 1;
  readonly name: string;
  readonly target: Scenario['target'];
  readonly agentCount: number;
  readonly crowd: CrowdSpec;
  /** What is intended before this time counts in no figure; left out when everything counts. */
  readonly warmupUs?: number;
  /** How long answers are waited for after the last operation was intended. */
  readonly drainUs: number;
  /** An operation that is not answered by then is `info`. */
  readonly timeoutUs: number;
  /** In the order of their times; left out when there are none. */
  readonly faults?: readonly PlannedFault[];
  /** How operations of unknown outcome are sent again; left out when they are not. */
  readonly retry?: PlannedRetry;
  /** Left out when there are none. */
  readonly slo?: readonly PlannedSlo[];
  readonly thresholds: readonly PlannedThreshold[];
  readonly invariants: Scenario['invariants'];
}

export interface PlannedThreshold {
  readonly metric: string;
  readonly limit: string;
  readonly abortOnFail: boolean;
  /** It ends no run before this time of the load. */
  readonly delayAbortUs?: number;
}

/** So large a share of the operations is to be acknowledged within a time. */
export interface PlannedSlo {
  readonly metric: string;
  /** Above 0, below 1. */
  readonly target: number;
  readonly underUs: number;
}

export interface PlannedRetry {
  readonly attempts: number;
  readonly backoffUs: number;
  readonly backoffMaxUs: number;
}

/** Names of the requests of a server that is no bridge, by place. */
export function requestNamesOf({ target }: Pick<Plan, 'target'>): string[] {
  return 'http' in target ? target.requests.map(({ name }) => name) : [];
}
