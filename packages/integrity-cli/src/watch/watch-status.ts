import type { WatchAnswer } from '@lighthouse/contract/watch-answer';
import type { AlertDesk } from './alert-desk.ts';
import type { AlertDelivery } from './deliver-alerts.ts';
import type { Sweeper } from './sweeper.ts';
import type { Watcher } from './watcher.ts';

export interface StatusSources {
  readonly tool: { readonly name: string; readonly version: string };
  readonly store: string;
  readonly startedAt: number;
  readonly watcher: Watcher;
  readonly sweeper: Sweeper;
  readonly desk: AlertDesk;
  readonly deliveries: readonly AlertDelivery[];
  readonly wallMs: () => number;
  readonly figures: () => WatchAnswer['process'];
}

const LISTED_MAX = 200;

/** Says how things stand. Intact is only what was verified, all of it, and is not accused. */
export function statusOf(sources: StatusSources): WatchAnswer {
  const { tool, store, startedAt, watcher, sweeper, desk, deliveries } = sources;
  const { follower, unverifiedCount } = watcher;
  const { seen } = follower;
  const all = desk.book.all;
  const openCount = desk.book.open.length;
  return {
    schema: 'lighthouse/watch/1',
    tool: { ...tool },
    store,
    ...(seen && { logId: seen.logId }),
    verdict: verdictOf(sources),
    state: watcher.state,
    startedAt,
    now: sources.wallMs(),
    follow: {
      durableSeq: follower.headSeq,
      verifiedSeq: follower.seenSeq,
      beganAtSeq: follower.beganAtSeq ?? 0,
      verifiedCount: follower.verifiedCount,
      byteCount: watcher.byteCount,
      lagMs: watcher.lag.figures(),
    },
    unverifiedCount,
    sweep: sweepStatus(sweeper),
    findings: {
      openCount,
      resolvedCount: all.length - openCount,
      forgottenCount: desk.book.forgottenCount,
      heldBackCount: desk.limit.heldBackCount,
      clearedSuspicionCount: watcher.clearedCount,
      list: all.toSorted((a, b) => b.firstSeenAt - a.firstSeenAt).slice(0, LISTED_MAX),
    },
    sinks: deliveries.map((delivery) => delivery.status(desk.lastAlertSeq)),
    process: sources.figures(),
  };
}

function verdictOf({ watcher, sweeper, desk }: StatusSources): WatchAnswer['verdict'] {
  const found = desk.book.verdict();
  if (found !== 'intact') return found;
  const isVerified =
    watcher.state === 'following' && watcher.unverifiedCount === 0 && sweeper.doneCount > 0;
  return isVerified && desk.failure === undefined ? 'intact' : 'unknown';
}

function sweepStatus(sweeper: Sweeper): WatchAnswer['sweep'] {
  const { doneCount, isRunning, share, progress, last } = sweeper;
  return {
    doneCount,
    isRunning,
    share,
    bytesDone: progress.bytesDone,
    bytesTotal: progress.bytesTotal,
    lastEndedAt: last?.endedAtMs ?? null,
    lastDurationMs: last?.durationMs ?? null,
    lastVerifiedCount: last?.verdict.verifiedCount ?? 0,
    lastVerdict: last?.verdict.value ?? null,
  };
}
