import { assert, parseMetricSelector, type MetricSelector } from '@lighthouse/contract';
import { sloFigures, type SloEvents, type SloFigures } from '@lighthouse/verdict';
import type { PlannedSlo } from '../plan/plan.ts';
import type { SliceDelta, SliceTags } from './interval.ts';

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
  readonly #rows: ({ good: number; total: number; failed: number } | undefined)[] = [];

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
    const row = (this.#rows[number] ??= { good: 0, total: 0, failed: 0 });
    row.good += delta.within?.[this.#place] ?? 0;
    row.failed += delta.fail + delta.info;
    row.total += delta.ok + delta.fail + delta.info + delta.dropped;
  }

  /** By row of the series; undefined where nothing ended. */
  get rows(): readonly (SloEvents | undefined)[] {
    return this.#rows;
  }

  figures(): SloFigures {
    const { metric, target, underUs } = this.#slo;
    return sloFigures({ metric, target, under: underUs / 1000 }, this.#rows, this.#rowMs);
  }
}

function isSelected(of: SliceTags, { op, role, behaviour }: MetricSelector['tags']): boolean {
  const fits = (wanted: string | undefined, has: string) => wanted === undefined || wanted === has;
  return fits(op, of.op) && fits(role, of.role) && fits(behaviour, of.behaviour);
}
