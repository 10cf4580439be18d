import type { Result, Slice } from '@lighthouse/contract';
import { makeResult, type RunState } from './make-result.ts';

const LATER = 'known when the run is over and the log is read back';

/**
 * Writes what is known of a run that goes on, for who looks on: operations that are under way are
 * left out, and thresholds stand as they would if the run ended now.
 */
export function makeLiveResult(state: RunState, thresholds: Result['thresholds']): Result {
  const { invariants } = state.settings.plan;
  const result = makeResult(
    { ...state, interrupted: undefined },
    {
      thresholds,
      invariants: invariants.map((name) => ({ name, verdict: 'unknown', reason: LATER })),
      byzantine: state.metrics.lies(),
      audit: { status: 'skipped', reason: LATER },
      verdict: { value: 'unknown', reasons: [] },
    },
  );
  const total = endedOnly(result.total);
  return {
    ...result,
    counts: total.counts,
    conserved: true,
    total,
    slices: result.slices.map(endedOnly),
  };
}

function endedOnly(slice: Slice): Slice {
  const { ok, fail, info, dropped } = slice.counts;
  return { ...slice, counts: { ...slice.counts, intended: ok + fail + info + dropped } };
}
