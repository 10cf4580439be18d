import {
  assert,
  parseMetricSelector,
  type MetricSelector,
  type Result,
} from '@lighthouse/contract';
import type { PlannedSlo } from '../plan/plan.ts';
import type { SliceDelta, SliceTags } from './interval.ts';

export type SloResult = NonNullable<Result['slo']>[number];
export type SloFigures = Omit<SloResult, 'verdict' | 'reason'>;

/** Operations of a stretch of time: all that ended, and those that were good. */
interface Events {
  good: number;
  total: number;
}

/** Over which the fastest burning is looked for, or a row of the series when that is longer. */
const WORST_MS = 10_000;

/**
 * Counts, for one objective, what was good and what was not, by rows of the series. An operation is
 * good when it was acknowledged within the limit; one that failed, got lost or was never sent is
 * not.
 */
export class SloBook {
  readonly #slo: PlannedSlo;
  readonly #place: number;
  readonly #tags: MetricSelector['tags'];
  readonly #rowMs: number;
  readonly #rows: (Events | undefined)[] = [];

  /** `place` is that of the objective among those of the plan. */
  constructor(slo: PlannedSlo, place: number, rowMs: number) {
    const selector = parseMetricSelector(slo.metric);
    assert(typeof selector !== 'string', 'the metrics of a plan were checked in its scenario');
    this.#slo = slo;
    this.#place = place;
    this.#tags = selector.tags;
    this.#rowMs = rowMs;
  }

  add(delta: SliceDelta, second: number): void {
    if (!isSelected(delta.tags, this.#tags)) return;
    const number = Math.max(0, Math.floor((second * 1000) / this.#rowMs));
    const row = (this.#rows[number] ??= { good: 0, total: 0 });
    row.good += delta.within?.[this.#place] ?? 0;
    row.total += delta.ok + delta.fail + delta.info + delta.dropped;
  }

  figures(): SloFigures {
    const { metric, target, underUs } = this.#slo;
    const { good, total } = sumOf(this.#rows);
    const allowed = total * (1 - target);
    const spent = total - good;
    return {
      metric,
      target,
      under: underUs / 1000,
      good,
      total,
      achieved: total === 0 ? null : good / total,
      budget: { allowed, spent, left: total === 0 ? null : 1 - spent / allowed },
      burnRate: this.#burnOf({ good, total }),
      worst: this.#worst(),
      burn: Array.from(this.#rows, (row) => (row === undefined ? null : this.#burnOf(row))),
    };
  }

  /** How many times faster than allowed the budget goes: 1 spends it exactly. */
  #burnOf({ good, total }: Events): number | null {
    return total === 0 ? null : (total - good) / total / (1 - this.#slo.target);
  }

  #worst(): SloFigures['worst'] {
    const count = Math.max(1, Math.round(WORST_MS / this.#rowMs));
    let worst: SloFigures['worst'] = null;
    for (let first = 0; first <= Math.max(0, this.#rows.length - count); first++) {
      const rows = this.#rows.slice(first, first + count);
      const burnRate = this.#burnOf(sumOf(rows));
      if (burnRate === null || burnRate <= (worst?.burnRate ?? -1)) continue;
      worst = { fromMs: first * this.#rowMs, durationMs: rows.length * this.#rowMs, burnRate };
    }
    return worst;
  }
}

function sumOf(rows: readonly (Events | undefined)[]): Events {
  const sum = { good: 0, total: 0 };
  for (const row of rows) {
    sum.good += row?.good ?? 0;
    sum.total += row?.total ?? 0;
  }
  return sum;
}

function isSelected(of: SliceTags, { op, role, behaviour }: MetricSelector['tags']): boolean {
  const fits = (wanted: string | undefined, has: string) => wanted === undefined || wanted === has;
  return fits(op, of.op) && fits(role, of.role) && fits(behaviour, of.behaviour);
}
