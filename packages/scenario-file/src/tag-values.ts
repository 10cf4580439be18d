import { BEHAVIOURS } from '@lighthouse/contract';
import type { MetricTag } from '@lighthouse/contract';

/** What a threshold can select by. Enrolment comes before the load and is not measured. */
export const TAG_VALUES = {
  op: ['session', 'command', 'review'],
  role: ['builder', 'expert'],
  behaviour: BEHAVIOURS,
} as const satisfies Record<MetricTag, readonly string[]>;
