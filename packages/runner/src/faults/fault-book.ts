import { formatCount } from '@lighthouse/cli-kit/format';
import type { FaultResult } from '@lighthouse/contract/fault-result';
import type { Plan } from '../plan/plan.ts';
import { affectedAgents } from './affected-agents.ts';
import { describeAgents, describeFault } from './describe-fault.ts';
import { isOnNetwork, type PlannedFault } from './planned-fault.ts';

/** What became of a fault so far; times in milliseconds since 1970. */
export type FaultEntry = Pick<
  FaultResult,
  'status' | 'startMs' | 'endMs' | 'probe' | 'detectMs'
> & { readonly reason: string | undefined };

const NOT_DUE: FaultEntry = {
  status: 'skipped',
  reason: 'the run ended before it was due',
  startMs: null,
  endMs: null,
  probe: { what: 'nothing was looked at', before: null, during: null, after: null },
};

/** Keeps what became of each fault of a plan. */
export class FaultBook {
  readonly #plan: Plan;
  readonly #entries = new Map<string, FaultEntry>();
  /** By fault: the plan says it, and a large crowd takes a while to go through. */
  readonly #hit = new Map<PlannedFault, string>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  note(fault: PlannedFault, entry: Partial<FaultEntry>): void {
    this.#entries.set(fault.id, { ...this.entry(fault), ...entry });
  }

  entry(fault: PlannedFault): FaultEntry {
    return this.#entries.get(fault.id) ?? NOT_DUE;
  }

  /** In the order of the plan. What the load says about them is for who knows it. */
  results(): FaultResult[] {
    return (this.#plan.faults ?? []).map((fault) => {
      const { reason, ...known } = this.entry(fault);
      const { id, action, optional, atUs, endUs } = fault;
      return {
        id,
        kind: action.kind,
        description: describeFault(action, (endUs - atUs) / 1000),
        appliesTo: this.#whoIsHit(fault),
        optional,
        ...known,
        ...(reason === undefined ? {} : { reason }),
        plannedStart: atUs / 1000,
        plannedEnd: endUs / 1000,
        availability: null,
        recoveryMs: null,
      };
    });
  }

  #whoIsHit(fault: PlannedFault): string {
    const hit = this.#hit.get(fault) ?? whoIsHit(fault, this.#plan);
    this.#hit.set(fault, hit);
    return hit;
  }
}

/** Says who a fault of a plan applies to. */
export function whoIsHit({ action, seed }: PlannedFault, plan: Plan): string {
  if (!isOnNetwork(action)) return action.kind.endsWith('_pressure') ? 'the machine' : 'the bridge';
  const sets = affectedAgents(plan.crowd.groups, { action, seed });
  const affected = sets.reduce((sum, { length }) => sum + length, 0);
  return describeAgents(action, {
    affected: formatCount(affected),
    all: formatCount(plan.agentCount),
  });
}
