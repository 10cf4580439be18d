import type { CrowdSpec } from '@lighthouse/agent-sim';
import type { Scenario } from '@lighthouse/contract';

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
  /** How long answers are waited for after the last operation was intended. */
  readonly drainUs: number;
  /** An operation that is not answered by then is `info`. */
  readonly timeoutUs: number;
  readonly thresholds: readonly PlannedThreshold[];
  readonly invariants: Scenario['invariants'];
}

export interface PlannedThreshold {
  readonly metric: string;
  readonly limit: string;
  readonly abortOnFail: boolean;
}
