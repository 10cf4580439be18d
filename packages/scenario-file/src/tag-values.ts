import { BEHAVIOUR_TAGS } from '@lighthouse/contract/behaviours';
import type { MetricTag, Scenario } from '@lighthouse/contract';
import { operationsOf } from '@lighthouse/contract/target';
import { PHASES } from '@lighthouse/contract/fault-result';
import { faultIds } from './fault-ids.ts';

/** What a threshold of a scenario can select by. */
export function tagValues(scenario: Scenario): Readonly<Record<MetricTag, readonly string[]>> {
  return {
    op: operationsOf(scenario.target),
    role: ['builder', 'expert'],
    behaviour: BEHAVIOUR_TAGS,
    phase: PHASES,
    fault: faultIds(scenario.faults),
  };
}
