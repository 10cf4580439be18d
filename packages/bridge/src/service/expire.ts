import { commandDecided, reviewExpired } from '../domain/drafts.ts';
import type { Review } from '../domain/reviews.ts';
import { reviewName } from './answer-review.ts';
import type { Bridge } from './bridge.ts';

/** At most so many appends of one sweep: the others follow with the next. */
const APPENDS_MAX = 2000;

/** Ends sessions whose time has come, with their streams. To be called now and then. */
export function expireSessions({ state: { sessions }, inbox, nowMs }: Bridge): void {
  for (const { agent } of sessions.expire(nowMs())) inbox.endStreamsOf(agent, sessions.isOpen);
}

/** Denies commands whose review nobody answered in time. To be called often. */
export async function expireReviews(bridge: Bridge): Promise<void> {
  // One whose answer is on its way is left to that answer.
  const due = bridge.state.reviews
    .expired(bridge.nowMs(), APPENDS_MAX)
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
