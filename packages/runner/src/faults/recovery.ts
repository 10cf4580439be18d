/** One operation of an honest agent after a fault; times on the clock of the process. */
export interface AfterFault {
  readonly intendedMs: number;
  readonly latencyMs: number;
  readonly isOk: boolean;
}

/** How the honest agents were served before the fault. */
export interface Before {
  /** Share of their operations that were acknowledged. */
  readonly okShare: number;
  readonly latencyMsP95: number;
}

/** So many operations in a row must go as before. */
export const RECOVERED_RUN = 20;
/** A latency counts as before up to so many times its p95, or so much above it. */
const LATENCY_TIMES = 2;
const LATENCY_MS_MORE = 5;
/** One of twenty may be slow or fail, as it may by the definition of a p95. */
const GOOD_SHARE = 0.95;

/**
 * Time from healing until the honest agents are served as before: to the first operation of a run
 * of twenty, in the order they were intended, that are acknowledged as often as before and within
 * twice the latency that 95 % had. Null when there is no such run.
 */
export function recoveryMs(
  healedMs: number,
  operations: readonly AfterFault[],
  before: Before,
): number | null {
  const limitMs = Math.max(
    LATENCY_TIMES * before.latencyMsP95,
    before.latencyMsP95 + LATENCY_MS_MORE,
  );
  const needed = Math.floor(RECOVERED_RUN * Math.min(GOOD_SHARE, before.okShare));
  const sorted = operations.toSorted((one, other) => one.intendedMs - other.intendedMs);
  const isGood = sorted.map(({ isOk, latencyMs }) => isOk && latencyMs <= limitMs);
  let good = 0;
  for (const [last, isLastGood] of isGood.entries()) {
    if (isLastGood) good++;
    const first = last - RECOVERED_RUN + 1;
    if (first > 0 && isGood[first - 1] === true) good--;
    if (first < 0 || good < needed || isGood[first] === false) continue;
    return first === 0 ? 0 : Math.max(0, (sorted[first]?.intendedMs ?? healedMs) - healedMs);
  }
  return null;
}
