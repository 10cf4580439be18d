import type { Result } from '@lighthouse/contract';

export type SloResult = NonNullable<Result['slo']>[number];
export type SloFigures = Omit<SloResult, 'verdict' | 'reason'>;
export type Objective = Pick<SloResult, 'metric' | 'target' | 'under'>;

/**
 * Operations of a stretch of time: all that ended, those that were good, and those that failed or
 * got lost. The others came late or were never sent.
 */
export interface SloEvents {
  readonly good: number;
  readonly total: number;
  readonly failed: number;
}

/** Over which the fastest burning is looked for, or a row of the series when that is longer. */
const WORST_MS = 10_000;

/** Gives what became of an objective, from what ended in each row of the series. */
export function sloFigures(
  { metric, target, under }: Objective,
  rows: readonly (SloEvents | undefined)[],
  rowMs: number,
): SloFigures {
  const { good, total, failed } = sumOf(rows);
  const allowed = total * (1 - target);
  const spent = total - good;
  return {
    metric,
    target,
    under,
    good,
    total,
    failed,
    achieved: total === 0 ? null : good / total,
    budget: { allowed, spent, left: total === 0 ? null : 1 - spent / allowed },
    burnRate: burnOf({ good, total, failed }, target),
    worst: worstOf(rows, { target, rowMs }),
    burn: Array.from(rows, (row) => (row === undefined ? null : burnOf(row, target))),
  };
}

/** How many times faster than allowed the budget goes: 1 spends it exactly. */
function burnOf({ good, total }: SloEvents, target: number): number | null {
  return total === 0 ? null : (total - good) / total / (1 - target);
}

function worstOf(
  rows: readonly (SloEvents | undefined)[],
  { target, rowMs }: { readonly target: number; readonly rowMs: number },
): SloFigures['worst'] {
  const count = Math.max(1, Math.round(WORST_MS / rowMs));
  let worst: SloFigures['worst'] = null;
  for (let first = 0; first <= Math.max(0, rows.length - count); first++) {
    const stretch = rows.slice(first, first + count);
    const burnRate = burnOf(sumOf(stretch), target);
    if (burnRate === null || burnRate <= (worst?.burnRate ?? -1)) continue;
    worst = { fromMs: first * rowMs, durationMs: stretch.length * rowMs, burnRate };
  }
  return worst;
}

function sumOf(rows: readonly (SloEvents | undefined)[]): SloEvents {
  let [good, total, failed] = [0, 0, 0];
  for (const row of rows) {
    good += row?.good ?? 0;
    total += row?.total ?? 0;
    failed += row?.failed ?? 0;
  }
  return { good, total, failed };
}
