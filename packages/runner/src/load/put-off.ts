import type { ReviewOperation } from '@lighthouse/agent-sim';

/** An answer that its expert still thinks about. */
export interface DueReview {
  readonly position: number;
  readonly operation: ReviewOperation;
  readonly atUs: number;
}

/** An operation that waits until it is sent again. */
export interface DueRetry {
  readonly retry: () => void;
}
