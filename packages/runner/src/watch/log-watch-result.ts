import type { Result } from '@lighthouse/contract';
import type { WatchFigures } from './watch-messages.ts';

/** Writes what a watch of the log saw as a part of the result. */
export function logWatchResult(
  figures: WatchFigures | undefined,
  wallMs: (atMs: number) => number,
): Result['logWatch'] {
  if (figures === undefined) return undefined;
  const { verifiedCount, behindCount, rounds, sectionCount, findingCount, stopped } = figures;
  return {
    verifiedCount,
    behindCount,
    looks: rounds,
    segmentLooks: sectionCount,
    findingCount,
    findings: figures.findings.map(({ code, message, file, foundMs, wholeMs }) => ({
      code,
      message,
      file,
      foundMs: wallMs(foundMs),
      detectMs: wholeMs === null ? null : foundMs - wholeMs,
    })),
    ...(stopped === undefined ? {} : { stopped }),
  };
}
