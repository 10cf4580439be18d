import { commandDecided, reviewExpired } from '../domain/drafts.ts';
import type { Review } from '../domain/reviews.ts';
import { reviewName } from './answer-review.ts';
import type { Bridge } from './bridge.ts';

/**
 * Ends what its time has come for: reviews that nobody answered, sessions with their streams. To be
 * called now and then.
 */
export async function expire(bridge: Bridge): Promise<void> {
  const nowMs = bridge.nowMs();
  const ended = new Set(bridge.state.sessions.expire(nowMs));
  if (ended.size > 0) bridge.inbox.endStreams(({ owner }) => ended.has(owner.session));
  // One whose answer is on its way is left to that answer.
  const due = bridge.state.reviews
    .expired(nowMs)
    .filter(({ command }) => !bridge.inFlight.isBusy(reviewName(command)));
  await Promise.all(due.map((review) => expireReview(bridge, review)));
}

async function expireReview({ inFlight, commits }: Bridge, review: Review): Promise<void> {
  const { command, expert, agent, key } = review;
  const decided = {
    command,
    decision: 'denied',
    reason: 'no expert answered in time',
    agent,
    reviewedKey: key,
  } as const;
  await inFlight.run(reviewName(command), () =>
    commits.append([
      reviewExpired(command, expert),
      commandDecided({ kind: 'command.decided', ...decided }),
    ]),
  );
}
