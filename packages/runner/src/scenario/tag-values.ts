import { BEHAVIOURS } from '@lighthouse/contract';
import type { MetricTag } from '@lighthouse/contract';
import { ROLES } from '@lighthouse/contract/api';
import { OPERATION_KINDS } from '../history/record.ts';

/** What a threshold can select by. */
export const TAG_VALUES = {
  op: OPERATION_KINDS,
  role: ROLES,
  behaviour: BEHAVIOURS,
} as const satisfies Record<MetricTag, readonly string[]>;
