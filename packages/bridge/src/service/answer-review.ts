import { reviewPayload } from '@lighthouse/contract/event-payloads';
import { digestOf } from '../domain/digest.ts';
import { commandDecided, reviewAnswered } from '../domain/drafts.ts';
import type { ReviewAnswer } from '../domain/drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Review } from '../domain/reviews.ts';
import type { Bridge, Caller } from './bridge.ts';
import { stateOnce } from './state-once.ts';
import type { Told } from './state-once.ts';

/** The name under which a review is decided alone. */
export function reviewName(command: string): string {
  return `review\n${command}`;
}

/** Takes an expert's answer and decides the command by it, in one append. */
export async function answerReview(
  bridge: Bridge,
  caller: Caller,
  answer: ReviewAnswer,
): Promise<Told> {
  const { command, key, verdict, reason } = answer;
  const { inFlight } = bridge;
  const digest = digestOf(reviewPayload(answer));
  return inFlight.runAlone(reviewName(command), () =>
    stateOnce(bridge, caller, { kind: 'review', key, digest }, () => {
      const review = findReview(bridge, caller.origin.agent, command);
      const decision = verdict === 'approve' ? 'allowed' : 'denied';
      const decided = {
        command,
        decision,
        reason: reason === '' ? `${verdict} by an expert` : reason,
        agent: review.agent,
        reviewedKey: review.key,
      } as const;
      return [
        reviewAnswered(caller.origin, answer),
        commandDecided({ kind: 'command.decided', ...decided }),
      ];
    }),
  );
}

/** Finds what this expert was asked. What others were asked does not exist for it. */
function findReview({ state }: Bridge, expert: string, command: string): Review {
  const review = state.reviews.get(command);
  if (review?.expert === expert) return review;
  const closed = state.reviews.closed(command);
  if (closed?.expert !== expert)
    throw new Refusal('NOT_FOUND', 'no such review was asked of this agent');
  if (closed.end === 'expired') throw new Refusal('EXPIRED', 'the review has expired');
  throw new Refusal('ALREADY_DECIDED', 'the review was answered before');
}
