import { BEHAVIOURS } from '@lighthouse/contract';
import type { MetricTag } from '@lighthouse/contract';
import type { OperationKind } from '../history/record.ts';

/** What a threshold can select by. Enrolment comes before the load and is not measured. */
export const TAG_VALUES = {
  op: ['session', 'command', 'review'] satisfies OperationKind[],
  role: ['builder', 'expert'],
  behaviour: BEHAVIOURS,
} as const satisfies Record<MetricTag, readonly string[]>;
