import type { Metric, MetricSelector, OutcomeCounts } from '@lighthouse/contract';

/** The figures that thresholds are judged on, as the run's metrics give them. */
export interface RunFigures {
  /**
   * Merges all slices that carry these tags; no tags select everything. Undefined when no slice
   * does.
   */
  select(tags: MetricSelector['tags']): SliceFigures | undefined;
  /** How long the load lasted: ramp and hold, without the drain. */
  readonly loadSeconds: number;
}

export interface SliceFigures {
  /** How long what they count lasted; the whole load when left out. */
  readonly seconds?: number;
  readonly counts: OutcomeCounts;
  readonly trends: Readonly<Record<TrendMetric, TrendFigures>>;
}

export type TrendMetric = Extract<
  Metric,
  'latency' | 'service_time' | 'send_delay' | 'connection_wait'
>;

/** A distribution of durations in milliseconds. Only `count` means anything when it is 0. */
export interface TrendFigures {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** Above 0, at most 100. */
  percentile(percent: number): number;
}
