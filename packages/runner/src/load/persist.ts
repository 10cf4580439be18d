import type { Answer } from '../driver/answer.ts';
import type { Told } from '../driver/told.ts';
import type { PlannedRetry } from '../plan/plan.ts';

export interface PersistParts {
  readonly policy: PlannedRetry;
  readonly nowUs: () => number;
  /** Runs something at a time of the clock, or at once when everything ends before. */
  readonly at: (atUs: number, run: () => void) => void;
  /** Called with what was answered to an attempt that is made again. */
  readonly onAgain: (error: string) => void;
  /** Nothing is sent any more. */
  readonly isClosed: () => boolean;
}

type OnAnswer = (answer: Answer<Told>) => void;

/**
 * Sends an operation, and again under the same key as long as it is not known what became of it, at
 * growing distances. Calls back once, with the end of it all: `ok` when one attempt was
 * acknowledged, `info` when one may have happened and none was, else as the last was answered.
 */
export function persist(
  send: (onAnswer: OnAnswer) => void,
  parts: PersistParts,
  onEnd: OnAnswer,
): void {
  const { policy, nowUs, at, isClosed, onAgain } = parts;
  let left = policy.attempts;
  let backoffUs = policy.backoffUs;
  let first: Pick<Answer<Told>, 'sentUs' | 'waitedUs'> | undefined;
  let mayHaveHappened = false;
  const take = (answer: Answer<Told>) => {
    first ??= answer;
    mayHaveHappened ||= answer.outcome === 'info';
    const isOpen = answer.outcome === 'fail' && mayHaveHappened;
    const outcome = isOpen ? 'info' : answer.outcome;
    const { sentUs, waitedUs } = first;
    const end = { ...answer, outcome, sentUs, waitedUs };
    if (left === 0 || isClosed() || !isWorthTrying(answer)) return onEnd(end);
    left--;
    onAgain(answer.error);
    const waitUs = backoffUs;
    backoffUs = Math.min(policy.backoffMaxUs, 2 * backoffUs);
    at(nowUs() + waitUs, () => (isClosed() ? onEnd(end) : send(take)));
  };
  send(take);
}

/**
 * What had no answer, or one that does not say; what never reached the target; and what was signed
 * before the target began anew.
 */
function isWorthTrying({ outcome, status, error }: Answer<Told>): boolean {
  return outcome === 'info' || (outcome === 'fail' && (status === 0 || error === 'TOKEN_EXPIRED'));
}
