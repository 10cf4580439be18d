import type { Alert } from '@lighthouse/contract/watch-answer';

/** How a delivery ended. */
export interface Outcome {
  readonly isDelivered: boolean;
  readonly attemptCount: number;
  /** In a few words: a status, the name of a failure. */
  readonly detail: string;
}

/** Somewhere that alerts are sent to. */
export interface Sink {
  /** Tells it from the others, in the alert history too. Holds no secret. */
  readonly name: string;
  /** Never rejects: what went wrong is an outcome. */
  readonly deliver: (alert: Alert, signal: AbortSignal) => Promise<Outcome>;
}

export function delivered(detail: string, attemptCount = 1): Outcome {
  return { isDelivered: true, attemptCount, detail };
}

export function notDelivered(detail: string, attemptCount = 1): Outcome {
  return { isDelivered: false, attemptCount, detail };
}
