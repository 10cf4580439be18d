import { assert, parseMetricSelector } from '@lighthouse/contract';
import type { Shard, ShardPlace } from '@lighthouse/contract/shard';
import type { StretchFigures } from '@lighthouse/verdict';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import type { PlannedThreshold } from '../plan/plan.ts';

export interface ShardFigureParts {
  readonly metrics: RunMetrics;
  readonly loadMs: number;
  readonly thresholds: readonly PlannedThreshold[];
  /** Undefined when the run has no faults. */
  readonly stretches: StretchFigures | undefined;
}

/** Gives what a shard keeps to be merged with the others; undefined when the run is whole. */
export function shardFigures(
  place: ShardPlace | undefined,
  { metrics, loadMs, thresholds, stretches }: ShardFigureParts,
): Shard | undefined {
  if (place === undefined) return undefined;
  return {
    ...place,
    loadMs,
    rows: metrics.rowHistograms(),
    stretches: thresholds.flatMap(({ metric }) => {
      const selector = parseMetricSelector(metric);
      assert(typeof selector !== 'string', 'the metrics of a plan were checked in its scenario');
      const { phase, fault } = selector.tags;
      if (phase === undefined && fault === undefined) return [];
      const found = stretches?.(selector.tags);
      if (found === undefined) return [];
      return [{ metric, seconds: found.seconds, slices: [...found.slices] }];
    }),
    slo: metrics.sloRows().map((rows) => ({
      good: Array.from(rows, (row) => row?.good ?? 0),
      total: Array.from(rows, (row) => row?.total ?? 0),
      failed: Array.from(rows, (row) => row?.failed ?? 0),
    })),
  };
}
