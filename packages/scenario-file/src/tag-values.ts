import { BEHAVIOUR_TAGS } from '@lighthouse/contract/behaviours';
import type { MetricTag, Scenario } from '@lighthouse/contract';
import { PHASES } from '@lighthouse/contract/fault-result';
import { faultIds } from './fault-ids.ts';

/**
 * What a threshold of a scenario can select by. Enrolment comes before the load and is not
 * measured.
 */
export function tagValues(scenario: Scenario): Readonly<Record<MetricTag, readonly string[]>> {
  return {
    op: ['session', 'command', 'review'],
    role: ['builder', 'expert'],
    behaviour: BEHAVIOUR_TAGS,
    phase: PHASES,
    fault: faultIds(scenario.faults),
  };
}
